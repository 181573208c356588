"""Addresses of the policy workshop."""

from django.urls import path

from daman.interfaces.workspace.policy import acts, simulations, views

urlpatterns = [
    path("policy/simulations/", simulations.simulations, name="policy_simulations"),
    path("policy/simulations/new/", simulations.simulate, name="policy_simulate"),
    path("policy/simulations/<slug:ref>/", simulations.simulation, name="policy_simulation"),
    path("policy/", views.policy, name="policy"),
    path("policy/new/", acts.new, name="policy_new"),
    path("policy/editions/<slug:edition>/", views.edition, name="policy_edition"),
    path("policy/drafts/<slug:ref>/", views.draft, name="policy_draft"),
    path("policy/drafts/<slug:ref>/text/", views.text, name="policy_text"),
    path("policy/drafts/<slug:ref>/cases/", views.cases, name="policy_cases"),
    path("policy/drafts/<slug:ref>/head/", acts.head, name="policy_head"),
    path("policy/drafts/<slug:ref>/values/<slug:name>/", acts.value, name="policy_value"),
    path("policy/drafts/<slug:ref>/submit/", acts.submit, name="policy_submit"),
    path("policy/drafts/<slug:ref>/send-back/", acts.send_back, name="policy_send_back"),
    path("policy/drafts/<slug:ref>/sign/", acts.sign, name="policy_sign"),
    path("policy/drafts/<slug:ref>/adopt/", acts.adopt, name="policy_adopt"),
    path("policy/drafts/<slug:ref>/withdraw/", acts.withdraw, name="policy_withdraw"),
]
