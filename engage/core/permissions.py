"""Every permission there is, as ``area:noun:verb``. Roles are sets of these, kept as data by their area.

A permission says what a person may do; the scope (which council, which plan, whose answer) is
decided by the area's policies. Nothing grants everything.
"""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a person may do."""

    ACCOUNTABILITY_COMMITMENT_UPDATE = "accountability:commitment:update"
    ACCOUNTABILITY_RECOMMENDATION_CREATE = "accountability:recommendation:create"
    ACCOUNTABILITY_RECOMMENDATION_READ = "accountability:recommendation:read"
    ACCOUNTABILITY_RESPONSE_DRAFT = "accountability:response:draft"
    ACCOUNTABILITY_RESPONSE_PUBLISH = "accountability:response:publish"
    ACCOUNTABILITY_VERDICT_GIVE = "accountability:verdict:give"
    ACCOUNTS_ACCOUNT_MANAGE = "accounts:account:manage"
    AUDIT_ENTRY_READ = "audit:entry:read"
    COUNCILS_BODY_CREATE = "councils:body:create"
    COUNCILS_BODY_MANAGE = "councils:body:manage"
    COUNCILS_BODY_READ = "councils:body:read"
    COUNCILS_PERSON_MANAGE = "councils:person:manage"
    DIRECTORY_PROFILE_EDIT = "directory:profile:edit"
    FEEDBACK_ANSWER_ENTER = "feedback:answer:enter"
    FEEDBACK_ANSWER_GIVE = "feedback:answer:give"
    FEEDBACK_ANSWER_READ = "feedback:answer:read"
    FEEDBACK_FORM_MANAGE = "feedback:form:manage"
    MEETINGS_MEETING_ATTEND = "meetings:meeting:attend"
    MEETINGS_MEETING_MANAGE = "meetings:meeting:manage"
    MEETINGS_MINUTES_APPROVE = "meetings:minutes:approve"
    OMBUDSMAN_ACCOUNT_MANAGE = "ombudsman:account:manage"
    OMBUDSMAN_AUDIT_READ = "ombudsman:audit:read"
    OMBUDSMAN_CASE_ASSIGN = "ombudsman:case:assign"
    OMBUDSMAN_CASE_CREATE = "ombudsman:case:create"
    OMBUDSMAN_CASE_READ = "ombudsman:case:read"
    OMBUDSMAN_CASE_UPDATE = "ombudsman:case:update"
    OMBUDSMAN_RELEASE_APPROVE = "ombudsman:release:approve"
    OMBUDSMAN_RELEASE_DRAFT = "ombudsman:release:draft"
    RULEBOOK_RULE_CONFIRM = "rulebook:rule:confirm"
    THEMES_CODEBOOK_EDIT = "themes:codebook:edit"
    THEMES_CODING_APPLY = "themes:coding:apply"
    THEMES_COMMENT_READ = "themes:comment:read"
    THEMES_THEME_READ = "themes:theme:read"
