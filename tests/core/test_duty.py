"""Who answers technicians: dispatchers go on duty and off again, and are told who else is."""

from msgspec.structs import replace

from desk_of import CAMILLE, INES, LEA, accepted

ON_DUTY = replace(INES, on_duty=True)


def test_on_duty_and_off_again():
    desk = accepted()
    desk.commands(CAMILLE, "duty")
    assert desk.people[CAMILLE.id].on_duty
    assert desk.said(CAMILLE) == {"duty.on"}
    desk.stores(ON_DUTY)
    desk.commands(INES, "duty")
    assert desk.said(INES) == {"duty.off", "duty.with"}
    desk.commands(CAMILLE, "duty")
    assert desk.said(CAMILLE) == {"duty.off", "duty.nobody"}
    desk.commands(LEA, "duty")
    assert desk.said(LEA) == {"error.not_your_role"}
    assert not desk.people[LEA.id].on_duty
