"""Words that the identifying check must tell apart from names. Lower case, without accents."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SHORTEST_NAME = 2  # letters; shorter is an initial

# Parts of how people are recorded that name nobody.
NOT_NAMES = _words("""
    mum mummy mam mom mother dad daddy father nan nana nanny nanna gran granny grandma grandmother granddad grandad
    grandpa grandfather grandparents grandparent aunt auntie aunty uncle cousin brother sister brothers sisters sibling
    step stepmum stepdad stepmother stepfather half foster former carer carers family friend friends best teacher coach
    social worker key keyworker doctor nurse parent parents child children baby partner the of and de la le el al bin
    bint ibn van von der den du da di mr mrs ms miss mx dr sir madam rev prof st not known unknown
    """)

# Given names and surnames that are everyday words too: they count as names only with a capital letter.
ALSO_WORDS = _words("""
    will rose may june april august summer autumn winter dawn eve joy hope faith grace charity mercy prudence patience
    mark bill rob bob pat sue jack drew art guy ray dale dean clay cliff glen heath forest rowan ash hazel holly ivy
    lily daisy poppy violet iris fern olive heather ginger pepper rusty sandy crystal amber ruby pearl jade coral
    opal sky skye star storm river brook rain sunny angel destiny harmony melody miracle honey precious blessing
    princess prince king duke earl major page hunter archer mason carter cooper tanner taylor baker butcher cook
    fisher gardener shepherd smith turner walker weaver potter miller porter carpenter barber bishop pope abbot
    young old long short little large small strong swift sharp wise noble good best moody savage sweet bright brown
    black white green grey gray gold silver scarlet blue red pink day week month noon knight night moon sun snow frost
    flood waters wells lake ford bridge field fields park parks hill hills wood woods stone stones marsh moor moss
    bush berry rice bean cherry apple plum peacock swan crane drake finch robin wren martin fox wolf bear lamb bull
    hogg hare badger bird byrd nightingale church chapel temple hall house homes home castle tower gates gate street
    lane close way rich wealthy love loving darling dear christian england english french german welsh irish scott
    holland paris london chelsea brooklyn sidney lincoln kent chester lancaster york west east north south case cash
    bond price penny cross banks chase chance win bright blaze ace max miles finlay harry frank ernest pierce rocky
    buddy sonny junior jay jet gene tony tom nick dick chuck van lance wade skip trip jesse carol joy merry bliss
    shaw steel read reading reed rush ward pool power powers sales sands small speed spring sparks stout self
    trout tree twist vine wall waite wild winters worth wright yates bell bow box brand bud butler case cutler
    dark dean early farmer farrow flint ford fry gale game gill glass goldsmith grant gray hand hands hardy hay
    head heard holder holmes hook horn hunt ivory keen lock lord lovely low man marks may meadows mole money mount
    nail noble pace paige pain painter pan parish parrot peace peel pike pitt plant platt poor post pound pride
    proud quick rain read rider ridge ring roach rock root rope rowe sage salt sawyer seal shade shine singer slater
    spicer stack staples steed storey street sugar summers sumner tailor tate teal thorn tiller toller truman tuck
    trust usher vale veil wain ware waters webb wiley wilder witty woodman yard ali
    """) - {
    "ali",
    "chelsea",
    "brooklyn",
    "finlay",
    "harry",
    "tony",
    "tom",
    "jesse",
    "paige",
    "holmes",
    "yates",
    "rowe",
}

# Of those, words that have a capital wherever they stand, so a capital proves nothing: in May, speaks French.
CAPITALS_ANYWHERE = _words("""
    april may june august english french german welsh irish holland paris london sidney lincoln kent chester lancaster
    york christian summer autumn winter
    """)

# What follows a name at the start of a sentence: "Will likes", "Rose and", not "Will he" or "May be".
AFTER_A_NAME = _words("""
    is isn was wasn has hasn had does doesn did and likes loves enjoys wants needs lives says said thinks feels
    hates prefers dislikes struggles finds plays goes attends gets takes makes can cannot could would should also
    often sometimes always never really currently recently came moved came used tries knows shows responds speaks
    understands eats sleeps swims draws sings reads writes runs walks talks laughs smiles cries worries misses asks
    """)

SCHOOL_WORDS = _words("""
    school schools academy college nursery preschool pre-school kindergarten primary secondary infant infants junior
    juniors high grammar special community catholic church england c e ce rc cofe c-of-e of and the voluntary aided
    controlled free trust foundation first middle upper lower sixth form centre center unit specialist all-through
    girls girls' boys boys' for
    """)

# Schools and streets that are any school or street: "The School", "Her College", "Their Road".
BEFORE_ANY_SCHOOL = _words(
    """
    the a an her his their our my this that new any every each local main old first next at from
    after before no
    """
)

# The whole own part of a school's name that would be found everywhere: "Park Primary School".
EVERYDAY_PLACES = _words("""
    park green hill river valley forest woodland woods lake sea beach garden gardens meadow meadows orchard oak
    oaks willow willows ash elm beech birch chestnut acorn acorns rainbow sunshine sunrise star stars bridge castle
    village town city station market central north south east west northern southern eastern western new old main
    little big royal queen king saint bright horizon horizons future hope unity harmony spring springs pathway pathways
    discovery phoenix pioneer compass haven harbour heights fields farm mill tower bank brook
    """)
