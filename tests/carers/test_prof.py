import cProfile, pstats, pytest
from carers import approved_list as al, services
from tests.factories import *
from tests.carers import lists
pytestmark=pytest.mark.django_db
def test_p():
    for c in ("essex","herts"): AuthorityFactory(code=c)
    s=ServiceFactory()
    f=lists.csv_file([al.as_row(v) for v in lists.households(1000, authorities=["essex","herts"])])
    p=cProfile.Profile()
    p.enable()
    i=lists.compared(s,f)
    p.disable(); pstats.Stats(p).sort_stats("cumtime").print_stats(25)
    i=services.confirm(list_import=i,by=None,at=NOON,on=TODAY)
    p=cProfile.Profile()
    p.enable()
    i=services.write(list_import=i,at=NOON,on=TODAY)
    p.disable(); pstats.Stats(p).sort_stats("tottime").print_stats(20)
