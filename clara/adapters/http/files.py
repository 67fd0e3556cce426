"""Files that REST sends piece by piece, as every door does."""

from clara.adapters.exports.sending import as_file, pieces_of, streamed

__all__ = ["as_file", "pieces_of", "streamed"]
