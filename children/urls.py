"""The addresses of the pages about children."""

from django.urls import path

from children.views import changes, lists, records

app_name = "children"

CHILD = "<uuid:child_id>"

urlpatterns = [
    path("", lists.child_list, name="list"),
    path("new/", lists.child_new, name="child-new"),
    path(f"{CHILD}/", records.child_detail, name="child-detail"),
    path(f"{CHILD}/needs/", records.child_needs, name="child-needs"),
    path(f"{CHILD}/wishes/", records.child_wishes, name="child-wishes"),
    path(f"{CHILD}/people/", records.child_people, name="child-people"),
    path(f"{CHILD}/story/", records.child_story, name="child-story"),
    path(f"{CHILD}/legal-status/", records.child_legal, name="child-legal"),
    path(f"{CHILD}/change/<slug:part>/", changes.section_change, name="section-change"),
    path(f"{CHILD}/confirm/<slug:part>/", changes.section_confirm, name="section-confirm"),
    path(f"{CHILD}/no-known-risks/", changes.risks_none, name="risks-none"),
    path(f"{CHILD}/wishes/<slug:item>/move/<slug:way>/", changes.wish_move, name="wish-move"),
    path(f"{CHILD}/<slug:group>/add/", changes.item_add, name="item-add"),
    path(f"{CHILD}/<slug:group>/<slug:item>/change/", changes.item_change, name="item-change"),
    path(f"{CHILD}/<slug:group>/<slug:item>/remove/", changes.item_remove, name="item-remove"),
]
