"""What an office and its projects buy: software, advertising, supplies, repairs and services.

Descriptors are noisy as card networks send them. MCCs are those of ISO 18245; prices are invented.
"""

from clara.application.demo.merchant import ANY_HOUR, ERRANDS, OFFICE, Kind, read

SOFTWARE = read(
    Kind("software", OFFICE, 50),
    """
    APPLE.COM/BILL              | 5818 | 249 | 8
    GODADDY MX #######          | 4816 | 480 | 4
    ISTOCK.COM *##########      | 5734 | 590 | 4
    ENVATO MX @#@#@#            | 5734 | 340 | 3
    MIRO.COM TEAM               | 5734 | 720 | 2
    TRELLO.COM ATLASSIAN        | 5734 | 430 | 2
    GOOGLE *PLAY @@@@@@         | 5818 | 190 | 3
    FACTURAMA MX                | 7372 | 980 | 2
    """,
)
FOREIGN_SOFTWARE = read(
    Kind("foreign_software", ANY_HOUR, 45, currency="USD"),
    """
    ELEVENLABS.IO               | 5734 | 60 | 8
    ANTHROPIC *API USAGE        | 5734 | 75 | 7
    VERCEL INC. @#@#@#          | 7372 | 40 | 4
    DIGITALOCEAN.COM            | 7372 | 55 | 4
    NAMECHEAP.COM* @@@@@@       | 4816 | 18 | 3
    TWILIO SENDGRID             | 7372 | 90 | 3
    CLOUDFLARE                  | 7372 | 35 | 3
    UPWORK -#########REF        | 7372 | 210 | 3
    SHUTTERSTOCK *@@@@@@        | 5734 | 49 | 2
    """,
)
META_ADS = read(
    Kind("meta_ads", ANY_HOUR, 40),
    """
    FACEBK *@@@@@@@@@@          | 7311 | 2400 | 30
    FACEBK ADS @#@#@#@#@#       | 7311 | 2100 | 6
    """,
)
GOOGLE_ADS = read(
    Kind("google_ads", ANY_HOUR, 40),
    """
    GOOGLE *ADS ##########      | 7311 | 3100 | 20
    TIKTOK ADS @#@#@#@          | 7311 | 1700 | 8
    MERCADO ADS MX              | 7311 | 1300 | 5
    """,
)
FOREIGN_ADS = read(
    Kind("foreign_ads", ANY_HOUR, 40, currency="USD"),
    """
    LINKEDIN ADS ##########     | 7311 | 240 | 12
    X CORP. PAID FEATURES       | 7311 | 90 | 4
    REDDIT ADS @#@#@#           | 7311 | 120 | 3
    """,
)
ONLINE_SHOPS = read(
    Kind("online_shop", OFFICE, 75, is_refundable=True),
    """
    AMZN MKTP MX*@@@@@@@@@      | 5262 | 640 | 16
    AMAZON MX*@@@@@@@@@         | 5262 | 580 | 12
    MERCADOPAGO*MERCADOLIBRE    | 5399 | 720 | 14
    CYBERPUERTA MX ######       | 5732 | 3400 | 4
    LIVERPOOL POR INTERNET      | 5311 | 1500 | 4
    SHEIN MX *@@@@@@@           | 5691 | 490 | 1
    IKEA MX ECOMMERCE           | 5712 | 1900 | 2
    """,
)
STATIONERY = read(
    Kind("stationery", OFFICE, 65, is_refundable=True),
    """
    OFFICE DEPOT %              | 5943 | 720 | 10
    OFFICEMAX %                 | 5943 | 680 | 7
    PAPELERIA LUMEN %           | 5943 | 410 | 6
    PAPELERIA DABO %            | 5943 | 330 | 3
    IMPRENTA EL RAPIDO          | 2741 | 1450 | 3
    """,
)
ELECTRONICS = read(
    Kind("electronics", OFFICE, 60, is_refundable=True),
    """
    STEREN %                    | 5732 | 480 | 6
    RADIOSHACK %                | 5732 | 520 | 4
    BEST BUY MX %               | 5732 | 2200 | 2
    APPLE STORE %               | 5732 | 3900 | 2
    PCEL %                      | 5045 | 2600 | 3
    DELL MEXICO #########       | 5045 | 6400 | 1
    """,
)
COURIERS = read(
    Kind("courier", OFFICE, 50),
    """
    DHL EXPRESS MX ######       | 4215 | 390 | 8
    FEDEX ############          | 4215 | 420 | 7
    ESTAFETA %                  | 4215 | 260 | 8
    REDPACK %                   | 4215 | 240 | 4
    99MINUTOS*MX                | 4215 | 130 | 5
    UPS MX @#@#@#@              | 4215 | 450 | 3
    UBER *CONNECT               | 4215 | 110 | 3
    """,
)
REPAIRS = read(
    Kind("repair", ERRANDS, 65, is_refundable=True),
    """
    HOME DEPOT %                | 5200 | 980 | 9
    FERRETERIA TRUPER %         | 5251 | 340 | 6
    SODIMAC %                   | 5200 | 870 | 4
    COMEX PINTURAS %            | 5231 | 760 | 4
    AUTOZONE %                  | 5533 | 690 | 5
    LTH BATERIAS %              | 5533 | 2300 | 1
    MICHELIN LLANTAS %          | 5532 | 4200 | 1
    TALLER MECANICO EL GATO     | 7538 | 2600 | 2
    LIMPIEZA INTEGRAL DEL VALLE | 7349 | 1850 | 2
    """,
)
TELECOMS = read(
    Kind("telecom", OFFICE, 30),
    """
    TELCEL RECARGA ######       | 4814 | 200 | 8
    ATT MX RECARGA %            | 4814 | 200 | 4
    CFE SUMINISTRO ######       | 4900 | 1900 | 2
    SACMEX AGUA %               | 4900 | 780 | 1
    """,
)
SERVICES = read(
    Kind("service", OFFICE, 60),
    """
    NOTARIA PUBLICA ###         | 8111 | 4800 | 1
    BUFETE LEGAL RIVAS SC       | 8111 | 6200 | 1
    DESPACHO CONTABLE LUNA SC   | 8931 | 5400 | 2
    OCC MUNDIAL                 | 7361 | 3200 | 2
    COMPUTRABAJO MX             | 7361 | 1900 | 2
    LABORATORIO CHOPO %         | 8071 | 640 | 2
    TESORERIA CDMX              | 9399 | 1150 | 2
    SAT PAGO REFERENCIADO       | 9311 | 2300 | 1
    """,
)
TRAINING = read(
    Kind("training", OFFICE, 50, is_refundable=True),
    """
    UDEMY MX *@@@@@@            | 8299 | 260 | 6
    PLATZI*SUSCRIPCION          | 8299 | 690 | 4
    COURSERA.ORG @#@#@#         | 8299 | 980 | 3
    TEC DE MONTERREY EC         | 8220 | 5800 | 1
    LIBRERIAS GANDHI %          | 5942 | 380 | 5
    LIBRERIA EL SOTANO %        | 5942 | 340 | 3
    """,
)
EVENTS = read(
    Kind("event", OFFICE, 70, is_refundable=True),
    """
    EVENTBRITE MX *@@@@@@       | 7922 | 1400 | 5
    EXPO GUADALAJARA            | 7399 | 5200 | 2
    WTC MEXICO EVENTOS          | 7399 | 4700 | 2
    BANQUETES SAN ANGEL         | 5811 | 6100 | 2
    IMPRESOS Y LONAS DEL CENTRO | 7333 | 2200 | 3
    FLORERIA EL ALCATRAZ        | 5992 | 890 | 3
    PROMOCIONALES 4 IMPRINT MX  | 5199 | 3600 | 2
    """,
)
