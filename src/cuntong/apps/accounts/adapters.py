"""Sign-in is by invitation: an officer creates the account, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class InvitationAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Sends nothing: the county's server has no mail, and whoever forgot a password asks the bureau."""


class ConnectedAccountsOnlyAdapter(DefaultSocialAccountAdapter):
    """OIDC, WeChat and DingTalk sign in the person who connected them in their own settings."""

    def is_open_for_signup(self, request, sociallogin):
        return False
