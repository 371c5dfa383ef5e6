"""What the objects of the Human Services Data Specification hold here; what is not known is left out of an answer."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


def _text() -> serializers.CharField:
    return serializers.CharField(required=False)


class HsdsPhone(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    organization_id = serializers.UUIDField(required=False)
    service_id = serializers.UUIDField(required=False)
    number = serializers.CharField()
    type = _text()
    description = _text()


class HsdsSchedule(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    location_id = serializers.UUIDField(required=False)
    service_id = serializers.UUIDField(required=False)
    freq = _text()
    byday = _text()
    opens_at = _text()
    closes_at = _text()
    timezone = serializers.IntegerField(required=False, help_text="세계시와의 차이(시간)")
    description = _text()


class HsdsOrganization(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    alternate_name = _text()
    description = _text()
    email = _text()
    website = _text()


class HsdsAddress(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    location_id = serializers.UUIDField()
    address_1 = serializers.CharField()
    city = serializers.CharField()
    state_province = serializers.CharField()
    postal_code = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    address_type = serializers.CharField()


class HsdsLocation(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    organization_id = serializers.UUIDField()
    location_type = serializers.CharField()
    name = serializers.CharField()
    addresses = HsdsAddress(many=True, required=False)


class HsdsArea(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    service_id = serializers.UUIDField()
    name = serializers.CharField()


class HsdsAttribute(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    link_id = serializers.UUIDField()
    link_type = serializers.CharField()
    link_entity = serializers.CharField()
    value = serializers.CharField()
    taxonomy_term_id = serializers.UUIDField()


class HsdsService(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    organization_id = serializers.UUIDField()
    name = serializers.CharField()
    description = _text()
    status = serializers.CharField()
    application_process = _text()
    fees_description = _text()
    wait_time = _text()
    eligibility_description = _text()
    minimum_age = serializers.IntegerField(required=False)
    maximum_age = serializers.IntegerField(required=False)
    assured_date = serializers.DateField(required=False)
    last_modified = serializers.DateTimeField(required=False)
    attributes = HsdsAttribute(many=True, required=False)
    service_areas = HsdsArea(many=True, required=False)
    phones = HsdsPhone(many=True, required=False)
    schedules = HsdsSchedule(many=True, required=False)
