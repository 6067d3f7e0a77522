"""The addresses of the pages about paths: a child's own, and the templates that they start from."""

from django.urls import path

from placements.views import introductions, milestones, pathways, readiness, stages, templates

PATHWAY = "children/<uuid:child_id>/step-down"
STAGE = "step-down/stages/<uuid:stage_id>"
MILESTONE = "step-down/milestones/<uuid:milestone_id>"
INTRODUCTIONS = "placements/<uuid:placement_id>/introductions"
INTRODUCTION = "introductions/<uuid:introduction_id>"
TEMPLATE = "step-down/templates/<uuid:template_id>"
TEMPLATE_STAGE = "step-down/templates/stages/<uuid:template_stage_id>"
TEMPLATE_MILESTONE = "step-down/templates/milestones/<uuid:template_milestone_id>"

urlpatterns = [
    path(f"{PATHWAY}/", pathways.pathway_detail, name="pathway-detail"),
    path(f"{PATHWAY}/start/", pathways.pathway_start, name="pathway-start"),
    path(f"{PATHWAY}/close/", pathways.pathway_close, name="pathway-close"),
    path(f"{PATHWAY}/document/", pathways.pathway_document, name="pathway-document"),
    path(f"{PATHWAY}/with-the-child/", pathways.pathway_child, name="pathway-child"),
    path(
        f"{PATHWAY}/with-the-child/document/",
        pathways.pathway_child_document,
        name="pathway-child-document",
    ),
    path(f"{PATHWAY}/stages/add/", stages.stage_add, name="stage-add"),
    path(f"{STAGE}/change/", stages.stage_change, name="stage-change"),
    path(f"{STAGE}/remove/", stages.stage_remove, name="stage-remove"),
    path(f"{STAGE}/order/<slug:way>/", stages.stage_order, name="stage-order"),
    path(f"{STAGE}/enter/", pathways.stage_enter, name="stage-enter"),
    path(f"{STAGE}/milestones/add/", milestones.milestone_add, name="milestone-add"),
    path(f"{STAGE}/milestones/", milestones.stage_milestones, name="stage-milestones"),
    path(f"{MILESTONE}/", milestones.milestone_detail, name="milestone-detail"),
    path(f"{MILESTONE}/update/", milestones.milestone_update, name="milestone-update"),
    path(f"{MILESTONE}/views/add/", milestones.milestone_voice, name="milestone-voice"),
    path(f"{MILESTONE}/change/", milestones.milestone_change, name="milestone-change"),
    path(f"{MILESTONE}/remove/", milestones.milestone_remove, name="milestone-remove"),
    path(f"{MILESTONE}/order/<slug:way>/", milestones.milestone_order, name="milestone-order"),
    path(
        "children/<uuid:child_id>/readiness/", readiness.readiness_detail, name="readiness-detail"
    ),
    path(
        "children/<uuid:child_id>/readiness/record/",
        readiness.readiness_record,
        name="readiness-record",
    ),
    path(f"{INTRODUCTIONS}/", introductions.introduction_list, name="introduction-list"),
    path(f"{INTRODUCTIONS}/begin/", introductions.introduction_begin, name="introduction-begin"),
    path(f"{INTRODUCTIONS}/add/", introductions.introduction_add, name="introduction-add"),
    path(f"{INTRODUCTION}/change/", introductions.introduction_change, name="introduction-change"),
    path(f"{INTRODUCTION}/record/", introductions.introduction_record, name="introduction-record"),
    path(f"{INTRODUCTION}/shift/", introductions.introduction_shift, name="introduction-shift"),
    path("step-down/templates/", templates.template_list, name="template-list"),
    path(f"{TEMPLATE}/", templates.template_detail, name="template-detail"),
    path(f"{TEMPLATE}/copy/", templates.template_copy, name="template-copy"),
    path(f"{TEMPLATE}/change/", templates.template_change, name="template-change"),
    path(f"{TEMPLATE}/stages/add/", templates.template_stage_add, name="template-stage-add"),
    path(
        f"{TEMPLATE_STAGE}/change/", templates.template_stage_change, name="template-stage-change"
    ),
    path(
        f"{TEMPLATE_STAGE}/remove/", templates.template_stage_remove, name="template-stage-remove"
    ),
    path(
        f"{TEMPLATE_STAGE}/order/<slug:way>/",
        templates.template_stage_order,
        name="template-stage-order",
    ),
    path(
        f"{TEMPLATE_STAGE}/milestones/add/",
        templates.template_milestone_add,
        name="template-milestone-add",
    ),
    path(
        f"{TEMPLATE_MILESTONE}/change/",
        templates.template_milestone_change,
        name="template-milestone-change",
    ),
    path(
        f"{TEMPLATE_MILESTONE}/remove/",
        templates.template_milestone_remove,
        name="template-milestone-remove",
    ),
]
