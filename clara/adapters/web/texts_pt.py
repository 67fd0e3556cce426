"""Pages in Portuguese."""

from clara.adapters.web.wording import ConnectWords, PageWords, Wording
from clara.domain.accounts.language import Language
from clara.domain.credentials.scope import Scope

PORTUGUESE = Wording(
    language=Language.PT,
    activate=PageWords(
        title="Ative sua conta",
        lead="Um clique e sua conta da Clara estará pronta.",
        button="Ativar a conta",
        done_title="Sua conta está ativa",
        done="Você já pode entrar. Esta página pode ser fechada.",
    ),
    reset_password=PageWords(
        title="Escolha uma nova senha",
        lead="Assim que for alterada, todas as outras sessões serão encerradas.",
        button="Alterar a senha",
        done_title="Sua senha foi alterada",
        done="Entre com a nova. Todas as outras sessões foram encerradas; as chaves de API e os"
        " tokens MCP continuam funcionando, e um e-mail os lista.",
    ),
    connect=ConnectWords(
        sign_in_title="Entre no Clara",
        sign_in_lead="{client} quer trabalhar com os cartões da sua empresa. Entre para decidir.",
        sign_in_button="Entrar",
        google="Continuar com o Google",
        password="Senha",  # noqa: S106 - a label
        code_hint="Do seu aplicativo autenticador ou um código de recuperação; se não, peça um por e-mail.",
        wrong="O endereço, a senha ou o código está errado.",
        title="Conectar {client}?",
        lead="{name}, o programa que se chama “{client}” pede para agir em seu nome. Continue só se você acabou de pedir isso a ele.",
        publisher="Publicado por",
        where="Você será enviado para",
        here="um programa neste computador",
        loopback="Qualquer programa deste computador poderia dizer que é “{client}”. Continue só se você acabou de abri-lo.",
        company="Empresa",
        scopes="Ele poderá",
        allow="Permitir",
        again="Permitir como antes",
        deny="Recusar",
        sign_out="Entrar com outra conta",
        nobody_title="Você não pode conectar programas",
        nobody="{name}, programas são conectados por administradores e contadores de uma empresa; você não é nenhum dos dois.",
        stopped="Não é possível continuar",
    ),
    scopes={
        Scope.CARDS_READ: "ver cartões",
        Scope.CARDS_WRITE: "bloquear e desbloquear cartões",
        Scope.TRANSACTIONS_READ: "ver transações e somas",
        Scope.TRANSACTIONS_WRITE: "importar transações",
        Scope.ACTIVITY_READ: "ver o registro de atividades",
        Scope.CREDITS_READ: "ver seus créditos pré-pagos",
        Scope.CREDITS_BUY: "começar a comprar créditos",
        Scope.ANALYSIS_RUN: "perguntar ao analista",
        Scope.TASKS_READ: "ver suas tarefas",
    },
    email="E-mail",
    code="Código",
    code_hint="Os seis dígitos ou o código longo do e-mail.",
    password="Nova senha",  # noqa: S106 - a label
    password_hint="De 8 a 128 caracteres; várias palavras sem relação são fáceis de lembrar.",  # noqa: S106 - a hint
    password_again="A nova senha outra vez",  # noqa: S106 - a label
    errors={
        "invalid_client": "Este programa não está registrado aqui, ou não está mais. Conecte-o de novo nas configurações dele.",
        "invalid_redirect_uri": "O programa quer enviar você a um endereço que não registrou. Não continue; avise quem o opera.",
        "invalid_client_document": "O que este programa publica sobre si não está em ordem. Avise quem o opera:",
        "client_document_unavailable": "Não é possível ler a página em que este programa diz quem é. Tente mais tarde ou avise quem o opera.",
        "second_factor_required": "Mais um passo: o código do seu segundo fator.",
        "google_flow_lost": "Entrar com o Google demorou demais ou começou em outra janela. Comece de novo.",
        "google_code_refused": "Você não entrou com o Google. Tente de novo ou use sua senha.",
        "google_unavailable": "O Google não responde agora. Tente de novo ou use sua senha.",
        "google_not_configured": "Entrar com o Google está desativado aqui. Use sua senha.",
        "google_email_unverified": "O Google não verificou seu endereço. Verifique-o lá primeiro.",
        "account_not_verified": "Uma conta com seu endereço espera ser ativada. Use o código do nosso e-mail e depois entre com o Google.",
        "google_account_not_linked": "Seu endereço tem uma conta em que esta conta do Google não pode entrar. Use a senha dela.",
        "invalid_cursor": "Esta página é antiga demais. Comece de novo no programa.",
        "role_not_allowed": "Seu papel nesta empresa não permite isso.",
        "unauthenticated": "Este código está errado, já foi usado ou expirou. Peça um novo.",
        "too_many_attempts": "Houve códigos errados demais hoje. Use o link ou o código longo do"
        " e-mail.",
        "weak_password": "Esta senha é muito fácil de adivinhar. Use pelo menos 8 caracteres que"
        " não sejam uma senha comum, uma fileira de teclas, nem seu nome ou endereço.",
        "passwords_differ": "As duas senhas não são iguais.",
        "invalid_user_email": "Isto não é um endereço de e-mail.",
        "invalid_code": "Isto não é um código de um dos nossos e-mails.",
        "invalid_password": "Uma senha tem de 8 a 128 caracteres.",
        "invalid_parameters": "Falta algo no formulário ou algo não está como deveria.",
        "unsupported_media_type": "Use o formulário desta página.",
        "body_too_large": "O que foi enviado é grande demais para este formulário.",
        "rate_limited": "Houve tentativas demais a partir daqui.",
        "limits_unavailable": "Não está funcionando agora. Tente em alguns minutos.",
        "database_busy": "Não está funcionando agora. Tente em alguns minutos.",
        "database_unavailable": "Não está funcionando agora. Tente em alguns minutos.",
    },
    defect_title="Algo deu errado",
    defect="Se acontecer de novo, informe o número {request_id} a quem opera este serviço.",
    wait="Tente de novo em {minutes} min.",
)
