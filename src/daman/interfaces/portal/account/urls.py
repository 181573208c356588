"""Addresses of the account's pages."""

from django.urls import path

from daman.interfaces.portal.account import nafath, overview, register, renewal, sign_in

urlpatterns = [
    path("register/", register.register, name="register"),
    path("register/waiting/", register.waiting, name="register_waiting"),
    path("register/code/", register.register_code, name="register_code"),
    path("register/code/again/", register.register_again, name="register_again"),
    path("register/password/", register.register_password, name="register_password"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.sign_in_code, name="sign_in_code"),
    path("sign-in/code/again/", sign_in.sign_in_again, name="sign_in_again"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("forgot/", renewal.forgot, name="forgot"),
    path("forgot/code/", renewal.renew, name="renew"),
    path("forgot/password/", renewal.renew_password, name="renew_password"),
    path("nafath/", nafath.start, name="nafath_start"),
    path("nafath/callback/", nafath.callback, name="nafath_callback"),
    path("nafath/mobile/", nafath.mobile, name="nafath_mobile"),
    path("account/", overview.account, name="account"),
    path("notices/", overview.inbox, name="notices"),
    path("notices/read/", overview.read_all, name="notices_read"),
]
