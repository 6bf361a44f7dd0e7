"""The storage that scim2-server's protocol works on: our queries and services, nothing kept in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from scim2_models import NotFoundException, PreconditionFailedException, Resource, ResourceType, SearchRequest
from scim2_server.storage import ScimStorage, SearchPage

from tts.models import Role as RoleRow
from tts.models import User as UserRow
from tts.queries.scim import AnySession, see_people, see_roles
from tts.scim.groups import read_role, show_role
from tts.scim.people import read_person, show_person
from tts.scim.reading import read_key
from tts.scim.schemas import Group, User
from tts.scim.search import search
from tts.services.people import Source
from tts.services.people.scim_people import change_scim_person, create_scim_person, remove_scim_person
from tts.services.people.scim_roles import change_scim_role, create_scim_role, remove_scim_role


class Storage(ScimStorage):
    """One request's storage. `gained` are the roles in which somebody is available after it."""

    def __init__(self, session: AnySession, source: Source, now: datetime) -> None:
        self.session, self.source, self.now = session, source, now
        self.gained: set[int] = set()

    def get(
        self, resource_type: ResourceType, resource_id: str, *, response_parameters: Any = None
    ) -> Resource[Any]:
        """The person or role; raises NotFoundException."""
        number = read_key(resource_id)
        found = None if number is None else self._find(resource_type, number)
        if found is None:
            raise NotFoundException(detail=f"There is no such {resource_type.name}.")
        return found

    def search(
        self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None
    ) -> SearchPage:
        """One page of what matches."""
        return search(self.session, [str(each.name) for each in resource_types], search_request)

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Make it, and return it as it is kept."""
        if isinstance(resource, User):
            asked = resource.model_copy(update={"active": resource.active is not False})
            number, gained = create_scim_person(
                self.session, read_person(asked), source=self.source, now=self.now
            )
        else:
            number, gained = create_scim_role(
                self.session, read_role(cast(Group, resource)), source=self.source, now=self.now
            )
        self.gained.update(gained)
        return self._fresh(resource_type, number)

    def update(
        self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None
    ) -> Resource[Any]:
        """Replace it, and return it as it is kept."""
        number = self._expect(resource_type, str(resource.id), expected_version)
        if isinstance(resource, User):
            wanted = read_person(resource)
            gained = change_scim_person(self.session, number, wanted, source=self.source, now=self.now)
        else:
            role = read_role(cast(Group, resource))
            gained = change_scim_role(self.session, number, role, source=self.source, now=self.now)
        self.gained.update(gained)
        return self._fresh(resource_type, number)

    def delete(
        self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None
    ) -> None:
        """Hide it from SCIM, and take it out of use."""
        number = self._expect(resource_type, resource_id, expected_version)
        remove: Callable[..., None] = remove_scim_person if resource_type.name == "User" else remove_scim_role
        remove(self.session, number, source=self.source, now=self.now)

    def _find(self, resource_type: ResourceType, number: int) -> Resource[Any] | None:
        if resource_type.name == "User":
            people = see_people(self.session, UserRow.id == number)
            return show_person(people[0]) if people else None
        roles = see_roles(self.session, RoleRow.id == number)
        return show_role(roles[0]) if roles else None

    def _fresh(self, resource_type: ResourceType, number: int) -> Resource[Any]:
        self.session.expire_all()
        return self.get(resource_type, str(number))

    def _expect(self, resource_type: ResourceType, resource_id: str, version: str | None) -> int:
        """The number of what is there in that version; the request holds the lock of people meanwhile."""
        found = self.get(resource_type, resource_id)
        if version is not None and found.meta is not None and found.meta.version != version:
            raise PreconditionFailedException(detail="Somebody changed it in between: read it again.")
        return int(resource_id)
