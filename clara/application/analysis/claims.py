"""Words that say how much, how it went, or of what: whoever words a sentence anew keeps them as they
are. In English, Spanish and Portuguese together, without accents."""

import re
from collections import Counter

from clara.domain.text import fold

_NUMBERS = """
    zero nil one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty ninety
    hundred hundreds thousand thousands million millions billion billions trillion trillions dozen
    dozens half halves third thirds fourth fourths fifth fifths sixth seventh eighth ninth tenth
    quarter quarters once twice thrice double doubled doubles triple tripled triples quadruple single
    couple pair
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieci
    dieciseis diecisiete dieciocho diecinueve veinte veinti veintiun treinta cuarenta cincuenta sesenta
    setenta ochenta noventa cien ciento cientos doscientos doscientas trescientos trescientas
    cuatrocientos cuatrocientas quinientos quinientas seiscientos seiscientas setecientos setecientas
    ochocientos ochocientas novecientos novecientas mil miles millon millones billon billones millar
    millares docena docenas medio media mitad tercio tercios cuarto cuartos quinto quintos sexto doble
    triplo duplico triplico par unico unica solo sola
    dois duas quatro sete oito nove dez onze doze treze quatorze quinze dezesseis dezasseis dezessete
    dezassete dezoito dezenove dezanove vinte trinta quarenta cinquenta sessenta oitenta cem cento
    centos duzentos duzentas trezentos trezentas quatrocentos quatrocentas quinhentos quinhentas
    seiscentos seiscentas setecentos setecentas oitocentos oitocentas novecentos novecentas milhao
    milhoes milhar milhares bilhao bilhoes duzia duzias meio meia metade terco tercos dobro dobrou
    triplicou sozinho
""".split()

_OTHERS = frozenset(
    """
    percent percentage percentages pct percentual porciento porcentaje porcentajes porcento porcentagem
    porcentagens percentagem
    more less fewer higher lower highest lowest larger smaller largest smallest biggest greatest most
    least up down increase increased increases increasing rise rises rose risen grow grows grew grown
    growth fall falls fell fallen drop drops dropped decrease decreased decreases decline declined
    above below exceed exceeds exceeded overspent saved first last
    mas menos mayor mayores menor menores subio subieron bajo bajaron aumento aumentaron crecio
    crecieron cayo cayeron disminuyo disminuyeron reduccion reducido incremento superior inferior
    primero primera ultimo ultima
    mais maior maiores subiu subiram caiu cairam aumentou aumentaram cresceu cresceram diminuiu
    diminuiram reduziu reducao queda alta crescimento primeiro primeira
    not no none nothing nobody never without nada nadie ninguno ninguna ningun nunca sin nao nenhum
    nenhuma ninguem sem
    refund refunds refunded fee fees net debt debts profit profits budget budgets tax taxes limit
    reembolso reembolsos devolucion devoluciones comision comisiones tarifa tarifas neto deuda deudas
    presupuesto limite estorno estornos taxa taxas liquido divida dividas orcamento
    because porque debido devido should must deberia debe deveria deve
    """.split()
)
_SPELLED_OUT = re.compile(
    "(?:(?:{})(?:and|y|e|i)?)+".format("|".join(sorted(_NUMBERS, key=len, reverse=True)))
)
"""Also those that are written in one word: twentyfive, veinticinco, dosmil."""
_ROMAN = re.compile(r"\b[IVXLCDM]{2,}\b")
_ADDRESS = re.compile(r"\w\.\w|www")
_SIGNS = frozenset(" .,;:!?¡¿()'’\"“”–—-…·")


def claims(text: str) -> Counter[str]:
    """The words of `text` that change what it claims, and how often each stands in it."""
    words = fold(text).split()
    found = Counter(word for word in words if word in _OTHERS or _SPELLED_OUT.fullmatch(word))
    found.update(_ROMAN.findall(text))
    return found


def is_plain(text: str) -> bool:
    """Whether `text` is one line of Latin letters and usual punctuation: no digit of any script, no
    sign of a currency or a share, no markup, no address."""
    if _ADDRESS.search(text):
        return False
    return all(one in _SIGNS or (one.isalpha() and not one.isnumeric()) for one in text) and all(
        word.isascii() for word in fold(text).split()
    )
