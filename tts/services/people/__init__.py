"""What is done about people: one file a noun, every change an event in the people chain."""

from tts.services.people.accounts import EmailTaken, rename_user, set_time_zone
from tts.services.people.activation import activate_role
from tts.services.people.activity import OwnAccount, activate_user, deactivate_user
from tts.services.people.contacts import contact_for
from tts.services.people.credentials import set_password
from tts.services.people.guards import LastAdmin
from tts.services.people.leaves import LeaveOver, end_leave, record_leave
from tts.services.people.login import verify_password
from tts.services.people.members import RoleInactive, add_member, remove_member
from tts.services.people.membership_news import sync_membership
from tts.services.people.parking import MembershipNews
from tts.services.people.returns import welcome_back
from tts.services.people.role_news import RoleNews, sync_role
from tts.services.people.roles import (
    RoleInUse,
    RoleNameTaken,
    change_role,
    create_role,
    deactivate_role,
    delete_role,
)
from tts.services.people.sign_in import Claimed, sign_in, sync_groups
from tts.services.people.sources import Source
from tts.services.people.sync import give_role, sync_person_roles, take_role
from tts.services.people.tokens import (
    MadeToken,
    NewToken,
    NoTokens,
    TokenBearer,
    bearer_of,
    create_token,
    revoke_token,
)
from tts.services.people.users import create_user
from tts.services.people.values import NewRole, NewUser

__all__ = [
    "Claimed",
    "EmailTaken",
    "LastAdmin",
    "LeaveOver",
    "MembershipNews",
    "NewRole",
    "NewUser",
    "NoTokens",
    "OwnAccount",
    "RoleInUse",
    "RoleInactive",
    "RoleNameTaken",
    "RoleNews",
    "Source",
    "activate_role",
    "activate_user",
    "TokenBearer",
    "MadeToken",
    "NewToken",
    "add_member",
    "bearer_of",
    "change_role",
    "contact_for",
    "create_role",
    "create_token",
    "create_user",
    "deactivate_role",
    "deactivate_user",
    "delete_role",
    "end_leave",
    "give_role",
    "record_leave",
    "remove_member",
    "rename_user",
    "revoke_token",
    "set_password",
    "set_time_zone",
    "sign_in",
    "sync_groups",
    "sync_membership",
    "sync_person_roles",
    "sync_role",
    "take_role",
    "verify_password",
    "welcome_back",
]
