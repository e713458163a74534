"""An official list of the whole country: kept by a command, used by the next parcel, refused whole where it is wrong."""

import pytest

from cuntong.apps.parcels import destinations, operations
from cuntong.apps.parcels.models import Parcel
from cuntong.apps.parcels.operations import Waybill
from cuntong.apps.places.models import Division
from cuntong.domain.addresses import GazetteerError

pytestmark = pytest.mark.django_db
LIST = "code,name,level\n330110001000,示例街道,township\n330110001001,示例甲社区居民委员会,village\n"
ADDRESS = "浙江省杭州市余杭区示例街道示例甲社区1号"


@pytest.fixture
def var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


def place(people, now, number):
    operations.register(
        waybills=[Waybill(carrier="STO", number=number, address=ADDRESS)], by=people.hub, at=now
    )
    return Parcel.objects.get(number=number).elsewhere_code


def test_a_parcel_for_another_county_is_known_deeper_with_the_list(people, now, county, var):
    assert place(people, now, "773277027280001") == "330110000000"
    source = var / "national.csv"
    source.write_text(LIST, encoding="utf-8-sig")
    assert destinations.import_national_list(source) == 2
    assert place(people, now, "773277027280002") == "330110001001"


def test_a_list_with_a_fault_changes_nothing(people, now, county, var):
    source = var / "national.csv"
    source.write_text(LIST + "33011x,错行,village\n", encoding="utf-8")
    with pytest.raises(GazetteerError, match="4"):
        destinations.import_national_list(source)
    assert not destinations.national_list().exists()


def test_a_renamed_division_and_a_new_name_are_used_by_the_next_parcel(people, now, county, var):
    address = "乐昌市廊田镇示例新名村1号"
    waybill = Waybill(carrier="STO", number="773277027280003", address=address)
    operations.register(waybills=[waybill], by=people.hub, at=now)
    assert Parcel.objects.get().resolution == "REVIEW"
    village = Division.objects.get(name="马屋村村民委员会")
    village.name = "示例新名村民委员会"
    village.save()
    assert operations.ask_again(by=people.hub, at=now) == 1
    assert Parcel.objects.get().division == village
