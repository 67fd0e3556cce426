"""Where people on the road and at lunch spend: food, transport and travel.

Descriptors are noisy as card networks send them. MCCs are those of ISO 18245 and the networks'
lists; prices are invented.
"""

from clara.application.demo.merchant import (
    ANY_HOUR,
    ERRANDS,
    MEALS,
    MORNINGS,
    OFFICE,
    Kind,
    read,
)

RESTAURANTS = read(
    Kind("restaurant", MEALS, 55),
    """
    SANBORNS %                  | 5812 | 420 | 9
    VIPS %                      | 5812 | 360 | 9
    TOKS %                      | 5812 | 380 | 8
    LA CASA DE TOÑO %           | 5812 | 310 | 8
    EL CALIFA %                 | 5812 | 390 | 6
    POTZOLLCALLI %              | 5812 | 410 | 4
    CLIP MX*FONDA DOÑA CHELO    | 5812 | 180 | 8
    CLIP MX*TACOS EL PAISA      | 5812 | 160 | 8
    CLIP MX*MARISCOS LA RED     | 5812 | 640 | 4
    EL CARDENAL ALAMEDA         | 5812 | 1150 | 3
    CONTRAMAR                   | 5812 | 2400 | 2
    PUJOL                       | 5812 | 5200 | 1
    SONORA GRILL PRIME %        | 5812 | 2900 | 2
    LA MANSION %                | 5812 | 1700 | 2
    ITALIANNIS %                | 5812 | 780 | 4
    P F CHANGS %                | 5812 | 890 | 4
    CHILIS %                    | 5812 | 610 | 4
    WINGSTOP %                  | 5812 | 430 | 4
    SUSHI ROLL %                | 5812 | 540 | 4
    FISHERS %                   | 5812 | 1300 | 2
    CANTINA LA IMPERIAL         | 5813 | 950 | 2
    BAR EL MIRADOR              | 5813 | 820 | 1
    """,
)
FAST_FOOD = read(
    Kind("fast_food", MEALS, 40),
    """
    MCDONALDS %                 | 5814 | 170 | 7
    BURGER KING %               | 5814 | 165 | 5
    LITTLE CAESARS %            | 5814 | 220 | 4
    DOMINOS PIZZA %             | 5814 | 330 | 6
    KFC %                       | 5814 | 240 | 4
    SUBWAY %                    | 5814 | 155 | 5
    CARLS JR %                  | 5814 | 190 | 4
    """,
)
CAFES = read(
    Kind("cafe", MORNINGS, 40),
    """
    STARBUCKS %                 | 5814 | 125 | 16
    CIELITO QUERIDO %           | 5814 | 110 | 7
    THE ITALIAN COFFEE %        | 5814 | 95 | 5
    CAFE PUNTA DEL CIELO %      | 5814 | 105 | 5
    TIM HORTONS %               | 5814 | 98 | 4
    KRISPY KREME %              | 5462 | 240 | 3
    EL GLOBO PASTELERIA %       | 5462 | 320 | 3
    """,
)
CONVENIENCE = read(
    Kind("convenience", ERRANDS, 60),
    """
    OXXO % ~                    | 5411 | 92 | 26
    7 ELEVEN %                  | 5411 | 88 | 9
    CIRCLE K %                  | 5411 | 90 | 5
    EXTRA %                     | 5411 | 85 | 4
    FARMACIAS GUADALAJARA %     | 5912 | 210 | 5
    FARM DEL AHORRO %           | 5912 | 190 | 4
    FARMACIA BENAVIDES %        | 5912 | 205 | 3
    """,
)
GROCERIES = read(
    Kind("groceries", ERRANDS, 70, is_refundable=True),
    """
    WALMART %                   | 5411 | 780 | 8
    BODEGA AURRERA %            | 5411 | 460 | 5
    SORIANA %                   | 5411 | 690 | 5
    CHEDRAUI %                  | 5411 | 640 | 5
    LA COMER %                  | 5411 | 820 | 3
    SAMS CLUB %                 | 5300 | 2100 | 4
    COSTCO MX %                 | 5300 | 2600 | 4
    """,
)
DELIVERY = read(
    Kind("delivery", MEALS, 45, is_refundable=True),
    """
    UBER *EATS                  | 5812 | 310 | 14
    RAPPI*RAPPI MX              | 5814 | 290 | 10
    DIDI FOOD*DIDI MX           | 5814 | 240 | 8
    """,
)
RIDES = read(
    Kind("ride", ANY_HOUR, 55),
    """
    UBER *TRIP                  | 4121 | 145 | 34
    UBER *TRIP HELP.UBER.COM    | 4121 | 150 | 12
    DIDI*RIDE MX                | 4121 | 120 | 14
    CABIFY MX                   | 4121 | 170 | 6
    INDRIVE MX                  | 4121 | 110 | 3
    SITIO 300 AEROPUERTO        | 4121 | 380 | 4
    ECOBICI CDMX                | 4111 | 118 | 1
    """,
)
FUEL = read(
    Kind("fuel", ERRANDS, 35),
    """
    PEMEX ESTACION %            | 5541 | 820 | 12
    GASOLINERA HIDROSINA %      | 5541 | 790 | 7
    OXXO GAS % ~                | 5541 | 760 | 9
    G500 NETWORK %              | 5541 | 800 | 6
    BP GASOLINERA %             | 5541 | 830 | 5
    SHELL MX %                  | 5541 | 850 | 5
    MOBIL %                     | 5542 | 840 | 4
    """,
)
ROADS = read(
    Kind("road", ANY_HOUR, 50),
    """
    PASE*PEAJE TAG              | 4784 | 118 | 14
    CAPUFE CASETA %             | 4784 | 162 | 9
    TELEVIA RECARGA             | 4784 | 300 | 7
    ESTACIONAMIENTO PARCO %     | 7523 | 58 | 7
    CENTRAL PARKING %           | 7523 | 75 | 6
    AICM ESTACIONAMIENTO T2     | 7523 | 320 | 3
    LAVADO EXPRESS %            | 7542 | 140 | 3
    """,
)
AIRLINES = read(
    Kind("airline", OFFICE, 45, is_refundable=True),
    """
    AEROMEXICO 139##########    | 3076 | 4100 | 12
    VOLARIS @#@#@#              | 4511 | 2300 | 11
    VIVA AEROBUS @#@#@#         | 4511 | 1900 | 9
    COPA AIR 230##########      | 3219 | 9800 | 1
    """,
)
FOREIGN_TRAVEL = read(
    Kind("foreign_travel", OFFICE, 45, is_refundable=True, currency="USD"),
    """
    DELTA AIR 006##########     | 3058 | 410 | 4
    UNITED 016##########        | 3000 | 395 | 4
    AMERICAN AIR 001##########  | 3001 | 380 | 4
    MARRIOTT AUSTIN TX US       | 3509 | 260 | 3
    HILTON CHICAGO IL US        | 3504 | 275 | 2
    AIRBNB * HM@@@@@@@@         | 4722 | 220 | 4
    LYFT *RIDE SUN 9AM          | 4121 | 24 | 4
    """,
)
HOTELS = read(
    Kind("hotel", ANY_HOUR, 45, is_refundable=True),
    """
    FIESTA INN %                | 7011 | 1750 | 8
    CITY EXPRESS %              | 7011 | 1350 | 8
    ONE HOTELES %               | 7011 | 1100 | 5
    HOLIDAY INN EXP %           | 3501 | 1900 | 4
    HAMPTON INN %               | 3665 | 1950 | 3
    CAMINO REAL %               | 7011 | 2600 | 3
    HYATT REGENCY %             | 3640 | 3400 | 2
    FIESTA AMERICANA %          | 7011 | 2900 | 4
    HOTEL NH %                  | 7011 | 2100 | 3
    """,
)
TRAVEL_SERVICES = read(
    Kind("travel_service", OFFICE, 50, is_refundable=True),
    """
    BOOKING.COM @#@#@#          | 4722 | 2800 | 4
    DESPEGAR*MX #######         | 4722 | 3600 | 3
    BESTDAY.COM #######         | 4722 | 3100 | 2
    HERTZ MX %                  | 3357 | 1900 | 3
    AVIS RENT A CAR %           | 3389 | 1750 | 3
    EUROPCAR MX %               | 7512 | 1600 | 2
    ADO PLATINO %               | 4131 | 780 | 4
    ETN TURISTAR %              | 4131 | 860 | 3
    PRIMERA PLUS %              | 4131 | 640 | 2
    """,
)
