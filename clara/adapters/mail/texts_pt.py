"""Letters in Portuguese."""

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

_MONTHS = "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro"

PORTUGUESE = Wording(
    language=Language.PT,
    date="{day} de {month} de {year}, {time} UTC",
    months=tuple(_MONTHS.split()),
    greeting="Olá, {name}:",
    greeting_without_name="Olá:",
    code_until="Vale uma única vez e por {minutes} minutos: até {until}. Não o passe a ninguém; a"
    " Clara nunca o pede por telefone, e-mail ou chat.",
    footer="Enviado pela Clara em {public_url}. As respostas a este e-mail não são lidas.",
    roles={
        Role.ADMINISTRATOR: "administrador(a)",
        Role.BOOKKEEPER: "contador(a)",
        Role.MANAGER: "gestor(a)",
        Role.EMPLOYEE: "funcionário(a)",
    },
    codes={
        CodePurpose.ACTIVATION: CodeWords(
            subject="Ative sua conta da Clara",
            lead="Este código ativa sua conta:",
            link="Ativar a conta",
            unasked="Se você não abriu uma conta, ignore este e-mail: sem o código ela continua"
            " inativa.",
        ),
        CodePurpose.CHANGE_PASSWORD: CodeWords(
            subject="Seu código para uma nova senha",
            lead="Com este código você pode escolher uma nova senha:",
            link="Escolher uma nova senha",
            unasked="Se você não o pediu, ignore este e-mail: sua senha continua a mesma.",
        ),
        CodePurpose.TWO_FACTOR_AUTH: CodeWords(
            subject="Seu código para entrar",
            lead="Este código confirma que é você:",
            spare="Se os seis dígitos forem recusados, cole este código longo no lugar deles:",
            unasked="Se você não acabou de entrar nem de mudar sua verificação em duas etapas,"
            " alguém pode saber sua senha: troque-a.",
        ),
    },
    password_changed=PasswordChangedWords(
        subject="Sua senha foi alterada",
        lead="A senha da sua conta da Clara foi alterada em {at}. Todas as outras sessões foram"
        " encerradas.",
        still_valid="Estas chaves e tokens continuam funcionando:",
        how_to_end="Para encerrar um que você não reconheça, redefina sua chave de API ou revogue o"
        " token MCP. Quem administra a empresa também pode revogar os tokens dela.",
        none_valid="Você não tem nenhuma chave de API nem token MCP em uso.",
        not_you="Se não foi você: peça já um código para uma nova senha, escolha uma que ninguém"
        " conheça e encerre todas as chaves e tokens. Depois avise quem administra sua empresa.",
    ),
    two_factor=TwoFactorWords(
        subject="Sua verificação em duas etapas foi alterada",
        by_mail="Em {at} a verificação em duas etapas foi ativada: para entrar são necessários sua"
        " senha e um código enviado a este endereço.",
        by_authenticator="Em {at} a verificação em duas etapas passou para um aplicativo"
        " autenticador: para entrar são necessários sua senha e um código do aplicativo, ou um dos"
        " seus códigos de recuperação.",
        off="Em {at} a verificação em duas etapas foi desativada: para entrar basta sua senha.",
        not_you="Se não foi você: troque já sua senha, confira a verificação em duas etapas e avise"
        " quem administra sua empresa.",
    ),
    invitation=InvitationWords(
        subject="Convite para {company}",
        lead="{invited_by} convida você para trabalhar com os cartões corporativos de {company} na"
        " Clara.",
        role="Seu papel: {role}",
        code="Seu código de convite:",
        link="Aceitar o convite",
        until="Vale uma única vez, até {until}.",
        how_to_accept="Entre ou cadastre-se em {public_url} com este endereço de e-mail e aceite o"
        " convite com este código.",
        unexpected="Se você não conhece quem o convida, ignore este e-mail.",
    ),
    webhook_off=WebhookOffWords(
        subject="Um webhook foi desativado",
        lead="A Clara avisa os programas de {company} sobre o que acontece com os cartões. Desde"
        " {since} nada chegou a {host}, por isso este webhook está desativado.",
        what_now="Quando o receptor voltar a funcionar, ative o webhook pela API de {public_url} e"
        " peça o reenvio do que ficou pendente.",
    ),
    receipt=ReceiptWords(
        subject="Um comprovante foi enviado",
        lead="{submitted_by} enviou um comprovante em {company}: {amount} em {merchant}, compra de {at}.",
        where="Ele está junto da transação do cartão em {public_url}.",
    ),
)
