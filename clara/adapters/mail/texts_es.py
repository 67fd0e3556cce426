"""Letters in Spanish."""

from clara.adapters.mail.wording import (
    CodeWords,
    InvitationWords,
    PasswordChangedWords,
    ReceiptWords,
    TwoFactorWords,
    WebhookOffWords,
    Wording,
)
from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.companies.company import Role

_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"

SPANISH = Wording(
    language=Language.ES,
    date="{day} de {month} de {year}, {time} UTC",
    months=tuple(_MONTHS.split()),
    greeting="Hola, {name}:",
    greeting_without_name="Hola:",
    code_until="Sirve una sola vez y durante {minutes} minutos: hasta el {until}. No se lo des a"
    " nadie; Clara nunca lo pide por teléfono, correo ni chat.",
    footer="Enviado por Clara en {public_url}. Nadie lee las respuestas a este correo.",
    roles={
        Role.ADMINISTRATOR: "administrador/a",
        Role.BOOKKEEPER: "contador/a",
        Role.MANAGER: "gerente",
        Role.EMPLOYEE: "empleado/a",
    },
    codes={
        CodePurpose.ACTIVATION: CodeWords(
            subject="Activa tu cuenta de Clara",
            lead="Este código activa tu cuenta:",
            link="Activar la cuenta",
            unasked="Si no abriste una cuenta, ignora este correo: sin el código seguirá inactiva.",
        ),
        CodePurpose.CHANGE_PASSWORD: CodeWords(
            subject="Tu código para una nueva contraseña",
            lead="Con este código puedes elegir una nueva contraseña:",
            link="Elegir una nueva contraseña",
            unasked="Si no lo pediste, ignora este correo: tu contraseña no cambia.",
        ),
        CodePurpose.TWO_FACTOR_AUTH: CodeWords(
            subject="Tu código para entrar",
            lead="Este código confirma que eres tú:",
            spare="Si los seis dígitos no se aceptan, pega en su lugar este código largo:",
            unasked="Si no acabas de entrar ni de cambiar tu verificación en dos pasos, puede que"
            " alguien conozca tu contraseña: cámbiala.",
        ),
    },
    password_changed=PasswordChangedWords(
        subject="Se cambió tu contraseña",
        lead="La contraseña de tu cuenta de Clara se cambió el {at}. Se cerraron todas las demás"
        " sesiones.",
        still_valid="Estas claves y tokens siguen funcionando:",
        how_to_end="Para anular uno que no reconozcas, restablece tu clave de API o revoca el token"
        " MCP. Quien administra la empresa también puede revocar sus tokens.",
        none_valid="No tienes ninguna clave de API ni token MCP en uso.",
        not_you="Si no fuiste tú: pide enseguida un código para una nueva contraseña, elige una que"
        " nadie conozca y anula todas las claves y tokens. Después avisa a quien administra tu"
        " empresa.",
    ),
    two_factor=TwoFactorWords(
        subject="Se cambió tu verificación en dos pasos",
        by_mail="El {at} se activó la verificación en dos pasos: para entrar hacen falta tu"
        " contraseña y un código enviado a esta dirección.",
        by_authenticator="El {at} la verificación en dos pasos pasó a una aplicación de"
        " autenticación: para entrar hacen falta tu contraseña y un código de la aplicación, o uno"
        " de tus códigos de recuperación.",
        off="El {at} se desactivó la verificación en dos pasos: para entrar basta tu contraseña.",
        not_you="Si no fuiste tú: cambia enseguida tu contraseña, revisa la verificación en dos"
        " pasos y avisa a quien administra tu empresa.",
    ),
    invitation=InvitationWords(
        subject="Invitación a {company}",
        lead="{invited_by} te invita a trabajar con las tarjetas corporativas de {company} en"
        " Clara.",
        role="Tu rol: {role}",
        code="Tu código de invitación:",
        link="Aceptar la invitación",
        until="Sirve una sola vez, hasta el {until}.",
        how_to_accept="Entra o regístrate en {public_url} con esta dirección de correo y acepta la"
        " invitación con este código.",
        unexpected="Si no conoces a quien te invita, ignora este correo.",
    ),
    webhook_off=WebhookOffWords(
        subject="Se desactivó un webhook",
        lead="Clara avisa a los programas de {company} de lo que pasa con sus tarjetas. Desde el"
        " {since} nada ha llegado a {host}, así que este webhook está desactivado.",
        what_now="Cuando el receptor funcione de nuevo, active el webhook desde la API de"
        " {public_url} y pida que se reenvíe lo pendiente.",
    ),
    receipt=ReceiptWords(
        subject="Se entregó un comprobante",
        lead="{submitted_by} entregó un comprobante en {company}: {amount} en {merchant}, cargo del {at}.",
        where="Está junto al movimiento de la tarjeta en {public_url}.",
    ),
)
