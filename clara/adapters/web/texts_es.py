"""Pages in Spanish."""

from clara.adapters.web.wording import ConnectWords, PageWords, Wording
from clara.domain.accounts.language import Language
from clara.domain.credentials.scope import Scope

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
    connect=ConnectWords(
        sign_in_title="Inicia sesión en Clara",
        sign_in_lead="{client} quiere trabajar con las tarjetas de tu empresa. Inicia sesión para decidir.",
        sign_in_button="Iniciar sesión",
        google="Continuar con Google",
        password="Contraseña",  # noqa: S106 - a label
        code_hint="De tu aplicación de autenticación o un código de recuperación; si no, pide uno por correo.",
        wrong="La dirección, la contraseña o el código no son correctos.",
        title="¿Conectar {client}?",
        lead="{name}, el programa que se llama «{client}» pide actuar en tu nombre. Sigue solo si acabas de pedírselo.",
        publisher="Publicado por",
        where="Te enviaremos a",
        here="un programa en este equipo",
        loopback="Cualquier programa de este equipo podría decir que es «{client}». Sigue solo si acabas de abrirlo tú.",
        company="Empresa",
        scopes="Podrá",
        allow="Permitir",
        again="Permitir como antes",
        deny="Rechazar",
        sign_out="Entrar con otra cuenta",
        nobody_title="No puedes conectar programas",
        nobody="{name}, los programas los conectan administradores y contadores de una empresa; no eres ni lo uno ni lo otro.",
        stopped="Aquí no se puede seguir",
    ),
    scopes={
        Scope.CARDS_READ: "ver tarjetas",
        Scope.CARDS_WRITE: "bloquear y desbloquear tarjetas",
        Scope.TRANSACTIONS_READ: "ver movimientos y sumas",
        Scope.TRANSACTIONS_WRITE: "importar movimientos",
        Scope.ACTIVITY_READ: "ver el registro de actividad",
        Scope.CREDITS_READ: "ver tus créditos prepagados",
        Scope.CREDITS_BUY: "empezar a comprar créditos",
        Scope.ANALYSIS_RUN: "preguntar al analista",
        Scope.TASKS_READ: "ver tus tareas",
    },
    email="Correo electrónico",
    code="Código",
    code_hint="Los seis dígitos o el código largo del correo.",
    password="Nueva contraseña",  # noqa: S106 - a label
    password_hint="De 8 a 128 caracteres; varias palabras sin relación son fáciles de recordar.",  # noqa: S106 - a hint
    password_again="La nueva contraseña otra vez",  # noqa: S106 - a label
    errors={
        "invalid_client": "Este programa no está registrado aquí, o ya no. Conéctalo de nuevo desde sus ajustes.",
        "invalid_redirect_uri": "El programa quiere enviarte a una dirección que no registró. No sigas; avisa a quien lo opera.",
        "invalid_client_document": "Lo que este programa publica sobre sí mismo no está en orden. Avisa a quien lo opera:",
        "client_document_unavailable": "No se puede leer la página donde este programa dice quién es. Inténtalo más tarde o avisa a quien lo opera.",
        "second_factor_required": "Un paso más: el código de tu segundo factor.",
        "google_flow_lost": "Entrar con Google tardó demasiado o empezó en otra ventana. Empieza de nuevo.",
        "google_code_refused": "No se inició sesión con Google. Inténtalo de nuevo o usa tu contraseña.",
        "google_unavailable": "Google no responde ahora mismo. Inténtalo de nuevo o usa tu contraseña.",
        "google_not_configured": "Entrar con Google está desactivado aquí. Usa tu contraseña.",
        "google_email_unverified": "Google no ha verificado tu dirección. Verifícala allí primero.",
        "account_not_verified": "Una cuenta con tu dirección espera a ser activada. Usa el código de nuestro correo y después entra con Google.",
        "google_account_not_linked": "Tu dirección tiene una cuenta a la que esta cuenta de Google no puede entrar. Usa su contraseña.",
        "invalid_cursor": "Esta página es demasiado antigua. Empieza de nuevo en el programa.",
        "role_not_allowed": "Tu rol en esta empresa no lo permite.",
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
