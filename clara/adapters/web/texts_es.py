"""Pages in Spanish."""

from clara.adapters.web.wording import PageWords, Wording
from clara.domain.accounts.language import Language

SPANISH = Wording(
    language=Language.ES,
    activate=PageWords(
        title="Activa tu cuenta",
        lead="Un clic y tu cuenta de Clara estará lista.",
        button="Activar la cuenta",
        done_title="Tu cuenta está activa",
        done="Ya puedes entrar. Puedes cerrar esta página.",
    ),
    reset_password=PageWords(
        title="Elige una nueva contraseña",
        lead="En cuanto se cambie, se cerrarán todas las demás sesiones.",
        button="Cambiar la contraseña",
        done_title="Se cambió tu contraseña",
        done="Entra con la nueva. Se cerraron todas las demás sesiones; las claves de API y los"
        " tokens MCP siguen funcionando, y un correo los enumera.",
    ),
    email="Correo electrónico",
    code="Código",
    code_hint="Los seis dígitos o el código largo del correo.",
    password="Nueva contraseña",  # noqa: S106 - a label
    password_hint="De 8 a 128 caracteres; varias palabras sin relación son fáciles de recordar.",  # noqa: S106 - a hint
    password_again="La nueva contraseña otra vez",  # noqa: S106 - a label
    errors={
        "unauthenticated": "Este código es incorrecto, ya se usó o caducó. Pide uno nuevo.",
        "too_many_attempts": "Hoy hubo demasiados códigos incorrectos. Usa el enlace o el código"
        " largo del correo.",
        "weak_password": "Esta contraseña es muy fácil de adivinar. Usa al menos 8 caracteres que"
        " no sean una contraseña común, una fila de teclas, ni tu nombre o dirección.",
        "passwords_differ": "Las dos contraseñas no son iguales.",
        "invalid_user_email": "Esto no es una dirección de correo electrónico.",
        "invalid_code": "Esto no es un código de uno de nuestros correos.",
        "invalid_password": "Una contraseña tiene de 8 a 128 caracteres.",
        "invalid_parameters": "Falta algo en el formulario o no está como debe.",
        "unsupported_media_type": "Usa el formulario de esta página.",
        "body_too_large": "Lo enviado es demasiado grande para este formulario.",
        "rate_limited": "Hubo demasiados intentos desde aquí.",
        "limits_unavailable": "Ahora mismo no funciona. Inténtalo en unos minutos.",
        "database_busy": "Ahora mismo no funciona. Inténtalo en unos minutos.",
        "database_unavailable": "Ahora mismo no funciona. Inténtalo en unos minutos.",
    },
    defect_title="Algo salió mal",
    defect="Si se repite, comunica el número {request_id} a quien opera este servicio.",
    wait="Inténtalo de nuevo en {minutes} min.",
)
