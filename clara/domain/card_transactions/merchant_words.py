"""What the normaliser knows by name: processors, brands, spellings and company forms.

Words are in capitals, as descriptors are. The tables are small on purpose: a rule that guesses
wrong merges two merchants, a missing entry only leaves a name longer than it needs to be.
"""

# Payment companies that write themselves before the merchant, divided by `*` (`SQ *CAFE LUNA`).
PROCESSORS = frozenset(
    """2CHECKOUT 2CO 2CO.COM ADYEN APL BILLPOCKET BL BOLD CIELO CKO CLIP CONEKTA DL DLO DLOCAL EBANX
    EBN EC ECOMM FS GETNET HTM HOTMART IN IZ IZETTLE IZI KUSHKI LS LSP MERCADOPAGO MERCPAGO MERPAGO
    MOLLIE MP NETPAY OPENPAY PADDLE.NET PAG PAGSEGURO PAYPAL PAYU PG PP PY SMP SP SQ SQU STONE
    STRIPE SUMUP SUMUP. TON TST WOMPI WPY ZETTLE ZETTLE_""".split()
) | {"CLIP MX", "MERCADO PAGO", "PAGSEGURO INTERNET"}

# Those that are also met without the star and mean nothing else.
PLAIN_PROCESSORS = frozenset(
    "CONEKTA IZ IZETTLE MERCADOPAGO MERCPAGO MERPAGO PAGSEGURO PAYPAL SUMUP ZETTLE".split()
)

# First words -> the name. The longest key that a descriptor begins with is taken; what follows it
# is a product, an invoice or a help page.
BRANDS = {
    "1-800-FLOWERS": "1-800-Flowers",
    "ADOBE ACROBAT": "Adobe",
    "ADOBE CREATIVE": "Adobe",
    "ADOBE EXPORTPDF": "Adobe",
    "ADOBE PDF": "Adobe",
    "ADOBE PHOTOGPHY": "Adobe",
    "ADOBE STOCK": "Adobe",
    "ADOBE SYSTEMS": "Adobe",
    "AMAZON": "Amazon",
    "AMAZON AWS": "Amazon Web Services",
    "AMAZON DIGITAL": "Amazon Digital",
    "AMAZON MARKETPLACE": "Amazon Marketplace",
    "AMAZON MKTPL": "Amazon Marketplace",
    "AMAZON MKTPLACE": "Amazon Marketplace",
    "AMAZON MKTPLCE": "Amazon Marketplace",
    "AMAZON PRIME": "Amazon Prime",
    "AMAZON UK MARKETPLACE": "Amazon Marketplace",
    "AMAZON UK PRIME": "Amazon Prime",
    "AMAZON WEB SERVICES": "Amazon Web Services",
    "AMAZON.COM": "Amazon",
    "AMAZON.COM.BR": "Amazon",
    "AMAZON.COM.MX": "Amazon",
    "AMAZON.CO.UK": "Amazon",
    "AMZ DIGITAL": "Amazon Digital",
    "AMZ UK DIGITAL": "Amazon Digital",
    "AMZN": "Amazon",
    "AMZN MKTP": "Amazon Marketplace",
    "AMZN DIGITAL": "Amazon Digital",
    "AMZN PRIME": "Amazon Prime",
    "APPLE.COM/BILL": "Apple",
    "AWS": "Amazon Web Services",
    "AWS.AMAZON.COM": "Amazon Web Services",
    "B & Q": "B&Q",
    "B AND Q": "B&Q",
    "B Q": "B&Q",
    "B&Q": "B&Q",
    "FACEBK": "Facebook",
    "FACEBOOK": "Facebook",
    "GOOGLE": "Google",
    "GOOGLE ADS": "Google Ads",
    "GOOGLE ADWS": "Google Ads",
    "GOOGLE ADWORDS": "Google Ads",
    "GOOGLE CLOUD": "Google Cloud",
    "GOOGLE GSUITE": "Google Workspace",
    "GOOGLE PLAY": "Google Play",
    "GOOGLE SVCSAPPS": "Google Workspace",
    "GOOGLE WORKSPACE": "Google Workspace",
    "IFD": "iFood",
    "ITUNES.COM/BILL": "Apple",
    "LINKEDIN": "LinkedIn",
    "MAILCHIMP": "Mailchimp",
    "MARKS & SPENCER": "Marks & Spencer",
    "MARKS&SPENCER": "Marks & Spencer",
    "MARKSSPENCER": "Marks & Spencer",
    "MICROSOFT": "Microsoft",
    "MSFT": "Microsoft",
    "NETFLIX": "Netflix",
    "NETFLIX.COM": "Netflix",
    "OPENAI": "OpenAI",
    "OXXO": "OXXO",
    "OXXO GAS": "OXXO Gas",
    "SPOTIFY": "Spotify",
    "UBER": "Uber",
    "UBER EATS": "Uber Eats",
    "UBEREATS": "Uber Eats",
}

# Words whose capitals are their own.
SPELLINGS = {
    **{
        word: word
        for word in """AA ABC AC AI AO BBC BMA BMW BP BT BV CFE CP DHL DIY EDF EE ESPO EU
        GWR HMCTS HP HSBC IBM IHG IKEA IMSS IOS IT KFC KLM LATAM LNER LUL NCP NHS NSPCC OXXO PC PFS
        QR RAC RSPCA SAP SAT TAP TFL TGI TV UPS UK USA USPS WWF XL YMCA YPF 3D 4G 5G""".split()
    },
    "AT&T": "AT&T",
    "DEEPL": "DeepL",
    "DOORDASH": "DoorDash",
    "EASYJET": "easyJet",
    "EBAY": "eBay",
    "FEDEX": "FedEx",
    "GITHUB": "GitHub",
    "GITLAB": "GitLab",
    "GODADDY": "GoDaddy",
    "HUBSPOT": "HubSpot",
    "IFOOD": "iFood",
    "IPHONE": "iPhone",
    "LINKEDIN": "LinkedIn",
    "MCDONALDS": "McDonalds",
    "MCDONALD'S": "McDonald's",
    "OPENAI": "OpenAI",
    "PAYPAL": "PayPal",
    "SURVEYMONKEY": "SurveyMonkey",
    "WHATSAPP": "WhatsApp",
    "WHSMITH": "WHSmith",
    "WORDPRESS": "WordPress",
    "YOUTUBE": "YouTube",
}

# Words without a vowel that are not initials.
NOT_INITIALS = frozenset("BLVD CT CTR CTRL DR JR LTD MKT MKTS MR MRS MS PK RD SQ SR ST STN".split())

SMALL_WORDS = frozenset("AND AT DA DAS DE DEL DO DOS E FOR OF Y".split())

# Company forms, which no two merchants are told apart by; dropped from the end.
COMPANY_FORMS = frozenset(
    """BV CORP EIRELI EPP GMBH INC LIMIT LIMITE LIMITED LLC LTD LTDA MEI PLC PTY SA SAPI SAS SOFOM
    SRL""".split()
)

TOP_LEVEL = (
    "com|net|org|edu|gov|gob|info|biz|io|ai|app|dev|shop|store|online|tech|co|me|tv|uk|mx|br|es"
    "|pt|us|de|fr|it|nl|ie|eu|ar|cl|pe|uy|ec|ca|au"
)

# Compared after `clara.domain.text.fold`. Brazil's open card data writes the first three.
PLACEHOLDERS = frozenset(
    {
        "",
        "nao se aplica",
        "sem informacao",
        "sigiloso",
        "informacoes protegidas por sigilo",
        "nao informado",
        "n a",
        "na",
        "none",
        "null",
        "no aplica",
        "not applicable",
        "not available",
        "sin informacion",
        "unidentified",
        "unknown",
        "unknown merchant",
        "desconhecido",
        "desconocido",
    }
)
