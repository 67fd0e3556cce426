"""What people call each category, in English, Spanish and Portuguese.

`LABELS` are shown; a label and every alias are understood in any of the three languages, without
regard to case and accents. No alias names two categories (a test holds that).
"""

LABELS: dict[str, tuple[str, str, str]] = {
    "TRAVEL": ("Travel", "Viajes", "Viagens"),
    "LODGING": ("Lodging", "Hospedaje", "Hospedagem"),
    "FOOD": ("Restaurants", "Restaurantes", "Restaurantes"),
    "GROCERIES": ("Groceries", "Supermercados", "Supermercados"),
    "TRANSPORTATION": ("Transportation", "Transporte", "Transporte"),
    "FUEL": ("Fuel", "Combustible", "Combustível"),
    "SOFTWARE_AND_HARDWARE": (
        "Software and hardware",
        "Software y hardware",
        "Software e hardware",
    ),
    "ADVERTISING": ("Advertising", "Publicidad", "Publicidade"),
    "OFFICE_SUPPLIES": ("Office supplies", "Artículos de oficina", "Material de escritório"),
    "PROFESSIONAL_SERVICES": (
        "Professional services",
        "Servicios profesionales",
        "Serviços profissionais",
    ),
    "TELECOM_AND_UTILITIES": (
        "Telecom and utilities",
        "Telefonía y servicios básicos",
        "Telefonia e contas de consumo",
    ),
    "SHIPPING": ("Shipping", "Envíos", "Envios"),
    "HEALTH": ("Health", "Salud", "Saúde"),
    "EDUCATION": ("Education", "Educación", "Educação"),
    "ENTERTAINMENT": ("Entertainment", "Entretenimiento", "Entretenimento"),
    "RETAIL": ("Retail", "Tiendas", "Lojas"),
    "CASH": ("Cash and transfers", "Efectivo y transferencias", "Dinheiro e transferências"),
    "FINANCIAL_SERVICES": ("Financial services", "Servicios financieros", "Serviços financeiros"),
    "GOVERNMENT_AND_TAXES": (
        "Government and taxes",
        "Gobierno e impuestos",
        "Governo e impostos",
    ),
    "BUILDING_AND_MAINTENANCE": (
        "Building and maintenance",
        "Construcción y mantenimiento",
        "Construção e manutenção",
    ),
    "MEMBERSHIPS_AND_DONATIONS": (
        "Memberships and donations",
        "Membresías y donativos",
        "Associações e doações",
    ),
    "OTHER": ("Other", "Otros", "Outros"),
}

ALIASES: dict[str, str] = {
    "TRAVEL": "trips; trip; flights; flight; airlines; airline; airfare; car rental; viaje; vuelos;"
    " vuelo; aerolineas; boletos de avion; renta de autos; viagem; voos; voo; companhias aereas;"
    " passagens; passagens aereas; aluguel de carros",
    "LODGING": "hotels; hotel; accommodation; hoteles; alojamiento; hospedajes; hotéis; hospedagens",
    "FOOD": "food; dining; meals; restaurant; eating out; comida; comidas; restaurante; alimentos;"
    " alimentacion; refeições; refeição; alimentação",
    "GROCERIES": "grocery; supermarket; supermarkets; supermercado; despensa; abarrotes; mercados;"
    " mercado",
    "TRANSPORTATION": "transport; taxi; taxis; cabs; ride hailing; parking; tolls; vehicles;"
    " transportes; estacionamiento; peajes; casetas; vehiculos; estacionamento; pedagio; pedagios;"
    " veiculos",
    "FUEL": "gas stations; gasoline; petrol; diesel; gasolina; gasolineras; combustibles;"
    " combustiveis; postos de gasolina",
    "SOFTWARE_AND_HARDWARE": "software; hardware; saas; computers; technology; cloud;"
    " software & hardware; tecnologia; computadoras; computadores; informatica; nube; nuvem",
    "ADVERTISING": "ads; marketing; adverts; anuncios; propaganda; mercadotecnia",
    "OFFICE_SUPPLIES": "office; stationery; papeleria; oficina; material de oficina; papelaria;"
    " escritorio",
    "PROFESSIONAL_SERVICES": "professional; consulting; consultants; legal; lawyers; accounting;"
    " consultoria; abogados; contabilidad; honorarios; advogados; contabilidade",
    "TELECOM_AND_UTILITIES": "telecom; utilities; telephone; phone; electricity; water; internet;"
    " telefonia; servicios basicos; telefono; luz; agua; telecomunicaciones; telecomunicacoes;"
    " energia; telefone; contas de consumo",
    "SHIPPING": "courier; couriers; postage; freight; delivery; mensajeria; paqueteria; correo;"
    " frete; correios; entregas; logistica",
    "HEALTH": "medical; pharmacy; pharmacies; doctors; healthcare; farmacia; farmacias; medicos;"
    " gastos medicos; medicina",
    "EDUCATION": "training; courses; books; school; capacitacion; cursos; libros; escuelas;"
    " formación; treinamento; livros; escolas",
    "ENTERTAINMENT": "leisure; events; recreation; ocio; eventos; lazer; diversion; diversão",
    "RETAIL": "shopping; shops; stores; tienda; loja; varejo; minorista",
    "CASH": "cash; atm; cash withdrawals; withdrawals; cash advance; transfers; efectivo; cajero;"
    " retiros; retiros de efectivo; transferencias; dinheiro; saques; saque; caixa eletronico",
    "FINANCIAL_SERVICES": "finance; banking; banks; insurance; bank fees; bancos; seguros;"
    " finanzas; finanças; seguro",
    "GOVERNMENT_AND_TAXES": "government; taxes; tax; fines; gobierno; impuestos; multas; governo;"
    " impostos",
    "BUILDING_AND_MAINTENANCE": "building; maintenance; repairs; construction; cleaning; rent;"
    " construccion; mantenimiento; reparaciones; limpieza; ferreteria; renta; construcao;"
    " manutenção; reparos; limpeza; aluguel",
    "MEMBERSHIPS_AND_DONATIONS": "memberships; membership; donations; charity; associations;"
    " membresias; donativos; donaciones; asociaciones; doações; associacoes",
    "OTHER": "others; miscellaneous; uncategorised; uncategorized; otro; varios; sin categoria;"
    " outro; diversos; sem categoria",
}
