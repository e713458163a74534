"""Sign-in is by invitation: an officer creates the account, nobody signs up alone."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404
from django.utils.translation import gettext as _


class InvitationAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Sends nothing: the county's server has no mail, and whoever forgot a password asks the bureau."""

    def clean_password(self, password, user=None):
        if user is not None and user.pk and user.check_password(password):
            raise ValidationError(_("This is the password you have now. Choose another one."))
        return super().clean_password(password, user)

    def set_password(self, user, password):
        user.must_change_password = False
        super().set_password(user, password)

    def get_password_change_redirect_url(self, request):
        return "/"


class ConnectedAccountsOnlyAdapter(DefaultSocialAccountAdapter):
    """OIDC, WeChat and DingTalk sign in the person who connected them in their own settings."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def get_app(self, request, provider, client_id=None):
        try:
            return super().get_app(request, provider, client_id)
        except ObjectDoesNotExist:
            raise Http404(_("This county has not set up this way of signing in.")) from None
