"""Where contents of attachments are kept: a folder, or a store that speaks S3."""
