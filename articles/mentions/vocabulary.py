"""The words that decide what a name or a title beside them means; all folded, in the English of the desk.

The lists follow the habits of agencies, briefings and press releases. If a word is missing, a suggestion is
missing or less certain. No story gets a wrong link by it, as nothing is linked without an editor.
"""


def _set(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# --- Before a name ------------------------------------------------------------------------------

MALE = _set("mr messrs sir lord baron prince monsieur mister senor sr herr don sheikh king")
FEMALE = _set("ms mrs miss dame lady baroness mme madame madam princess senora sra mlle frau queen")
WIFE = _set("mrs mme madame lady")  # of somebody, as often as not
NEUTRAL = _set(
    "dr doctor prof professor ambassador amb general gen colonel col rev reverend hon excellency u m"
    " mm mmes drs profs comrade messrs"
)
# Before a family name that nobody bore earlier in the text.
INTRODUCING = _set("mr ms mrs miss mme madame monsieur messrs dr doctor prof professor m drs profs mister")
HONORIFICS = MALE | FEMALE | NEUTRAL
SEVERAL = _set("messrs mm mmes drs profs ambassadors")
BEFORE_GIVEN = _set("sir dame lord lady prince princess sheikh dr")  # "Sir Kieran", "Dr. Tedros"
# A post or a trade before a family name, which makes it no other name: "Prime Minister Clark".
TRADES = _set(
    "president minister secretary ambassador chancellor chief premier senator candidate governor"
    " envoy administrator commissioner director coordinator adviser advisor representative chairman"
    " chairperson chairwoman chair head mediator diplomat spokesman spokeswoman spokesperson economist"
    " lawyer judge counsel general rapporteur laureate professor leader boss predecessor successor"
    " colleague friend both with and"
)
PARTICLES = _set(
    "al el ben bin ibn d da das de del della den der di do dos du la las le los ter ten van von y e zu af av"
)

# --- Around a title -------------------------------------------------------------------------------

FORMER = _set("former ex onetime erstwhile previous past late then")
COMING = _set("next future incoming")
# Before a title: they leave open whether the post is, was or will be held.
OPEN = _set("then late future next incoming outgoing new intended proposed")
ACTING = _set("acting interim")
# Before a title: another post, one that is open, or anybody's.
OTHER_POST = _set(
    "deputy assistant under associate vice sub undersecretary junior senior principal personal chief"
    " executive"
)
ANYBODY = _set(
    "a an any each every no another some whose which what first second third fourth fifth sixth"
    " seventh eighth ninth tenth 1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th previous successive past"
    " possible potential female woman two three both all several future would new only either neither"
)
# "as Secretary-General", "become Secretary-General": the post, not its holder.
INTO_POST = _set(
    "as of for to be become becomes became becoming being is was been elected elects elect appointed"
    " appoints appoint named names name made chosen reelected serving served serve serves called"
    " titled designated election selection post role"
)
# "Office of the Secretary-General": a house, not a person.
OFFICES = _set(
    "committee programme headquarters department spokesperson spokesman spokeswoman spokespersons"
    " spokesmen office offices adviser advisers advisor advisors representative representatives envoy"
    " envoys rapporteur cabinet staff aide aides assistant assistants deputy deputies secretary"
    " secretaries post position job role election selection appointment reappointment candidate"
    " candidates candidacy candidature race title function functions successor predecessor delegate"
    " counsellor counselor speechwriter bodyguard powers authority mandate"
)
DOCUMENTS = _set(
    "report reports note notes bulletin bulletins memorandum document documents proposal estimates"
)
# "the Secretary-General's Special Representative": after a possessive, somebody or something else.
BELONGINGS = (
    OFFICES
    | DOCUMENTS
    | _set(
        "special personal executive chief senior good high joint independent panel house residence"
        " bulletin database fund trust initiative board group team designate"
    )
)
ADJECTIVES = _set(
    "outgoing current present sitting beleaguered embattled incumbent esteemed distinguished new soft"
    " spoken former reelected weary late own"
)
DESIGNATE = _set("designate elect")
# Whose secretary-general: capitalised before the title these make it another house's.
BODY_NOUNS = _set(
    "league union organization organisation council commonwealth conference international party"
    " federation association committee alliance community bank fund court commission movement congress"
    " parliament ministry chamber society institute forum amnesty interpol agency authority group"
)
OWN_HOUSE = _set("organization organisation")  # "Secretary-General of the Organization"

# --- After a name -----------------------------------------------------------------------------------

# What is called so is no person: "the Dag Hammarskjöld Library".
NAMESAKES = _set(
    "airport auditorium avenue award boulevard bridge building bay beach brook camp canyon cape"
    " center centre chair church city club college commission committee cottage county court creek cup"
    " district doctrine drive elementary era estate expressway faculty falls farm farms field"
    " foundation forest formula fund gallery garden gardens hall harbor harbour hill hills highway"
    " hospital hotel house i ii iii iv initiative institute institution island islands lake lane"
    " lecture lectures library lodge medal memorial mount mountain museum network park pass peninsula"
    " pier place plan plaza point pond prize professorship programme program range report ridge river"
    " road room row school scholarship scholarships seminary shore society square stadium station"
    " stakes street study studies terminal theatre theater tower towers town township trail trophy"
    " trust tunnel university valley village ward way wing wood woods"
)
# The same where the word that follows takes no capital, and what stands before a name.
NAMESAKES_SMALL = _set(
    "foundation centre center library plaza fund prize lecture lectures institute institution airport"
    " building street medal doctrine plan report initiative museum university school memorial"
    " auditorium"
)
NAMESAKES_BEFORE = _set(
    "plaza plaine fondation fundacion rue avenue avenida uss hms ss mv fort port mount lake prix"
    " premio calle place"
)
NAMESAKE_REACH = 6  # words: "Kofi Annan International Peacekeeping Training Centre"
JR = _set("jr sr ii iii")

# --- Words of the calendar and of sentences ----------------------------------------------------------

DAYS = _set(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
)
MONTHS = _set(
    "january february march april may june july august september october november december jan feb"
    " mar apr jun jul aug sep sept oct nov dec"
)
CALENDAR = DAYS | MONTHS | _set("today tonight yesterday tomorrow")
# What a sentence may begin with before a name: no given name.
OPENERS = (
    _set(
        "a about above according across after again against ahead all also although amid among an and"
        " another answering any apart around as asked asking at because before behind beside besides both"
        " but by can citing could despite did do does during each earlier either even everything except"
        " few finally first following for former from had has have he her here his how however i if in"
        " including indeed instead inside into is it its last later like many meanwhile more moreover most"
        " mr my near neither never next no nor not now of off on once one only or other our outside over"
        " perhaps quoting recalling responding same second seen she should since so some soon still such"
        " sure than thank thanking that the their then there these they this those though through"
        " throughout thus to today together tomorrow tonight too toward towards two under unlike until up"
        " upon was we welcoming were what when where whether which while who whose why will with within"
        " without would yes yesterday yet you your"
    )
    | CALENDAR
)
# Family names that are words too: where any word takes a capital they prove nothing by themselves.
WORDS = _set(
    "ban luck lie lake fore cousin welsh doss lute may march will long young king brown white black"
    " green gray grey hill wood woods stone day rice best bush cook cross field fields fox gates good"
    " grant hall hand hands hope hunt knight law laws lord love mark marks marsh mason mills moon park"
    " parks pope power powers price reed rich rose sharp short snow strong sun swan sweet turner wise"
    " wolf word banks bell berry bishop bond booth bowl brooks burns bird bull camp case chance church"
    " coin cole crane dean early east west north south fair farmer fisher fish flood ford foster"
    " french frank free freeman frost glass gold golden hardy hart head heath hood house hyde ice"
    " justice key lamb land lane little low mayor miller million moss noble page palmer peace penny"
    " pierce pike plan pool post pound prince queen read rock root rush sage sands savage school sea"
    " sergeant shah shepherd silver singer small smart speed spring star steel stock street summer"
    " taylor temple thin thorn town trust upton wall ward waters way webb weeks wells winter work"
    " world worth wright you an so do he she ha no to in my me it on or ho hu yes bright child close"
    " cash bacon smith clark speaker english irish scott major minor marine sailor baker butler carter"
    " chandler cooper"
)

# --- Speech ------------------------------------------------------------------------------------------

SAYS = _set(
    "said says say saying told tells tell telling stated states stating called calls calling noted"
    " notes noting warned warns warning added adds adding urged urges urging asked asks asking"
    " appealed appeals appealing condemned condemns welcomed welcomes expressed expresses stressed"
    " stresses stressing reiterated reiterates emphasized emphasizes emphasised emphasises pledged"
    " pledges declared declares declaring insisted insists announced announces acknowledged"
    " acknowledges admitted admits argued argues arguing described describes explained explains"
    " explaining recalled recalls recalling reminded reminds remarked remarks replied replies"
    " responded responds spoke speaks speaking underlined underlines underscored underscores"
    " underscoring voiced voices wrote writes believes believed hoped hopes predicted predicts denied"
    " denies confirmed confirms commended commends praised praises deplored deplores deploring"
    " highlighted highlights affirmed affirms cautioned cautions cautioning observed observes pointed"
    " points concluded concludes suggested suggests proposed proposes demanded demands pleaded pleads"
    " quipped joked jokes conceded maintained maintains recommended recommends reported reports"
    " briefed briefs briefing lamented laments encouraged encourages regretted regrets contended"
    " asserted vowed vows testified promised promises protested criticized criticizes criticised"
    " answered answers commented comments informed informs implored implores invoked"
)
# Speech only where words of the person follow: "briefed the Council", "asked by".
INVERTED = _set(
    "said says added adds noted notes stated states explained explains warned warns declared declares"
    " wrote writes replied recalled joked quipped argued insisted stressed remarked observed concluded"
    " according urged asked admitted announced continued"
)
# "remarks by", "text of a statement by".
UTTERANCES = _set(
    "remarks statement message address speech lecture statements text transcript comments keynote"
    " oped briefing words interview"
)
BETWEEN = (
    _set(
        "also has had have today later then again once earlier further on in at now yesterday tonight"
        " still recently repeatedly strongly himself herself who which late early this morning afternoon"
        " evening week month is was will be been being would just only always often never first next"
        " categorically publicly there here too designate elect when for not did does can could must"
        " should might may"
    )
    | CALENDAR
)
PRONOUN_SUBJECTS = _set("he she it they we i you who officials that")
# Journalists' words between a verb and a name: "said UN humanitarian chief Valerie Amos".
BEATS = _set(
    "humanitarian rights human refugee peacekeeping political relief aid disarmament outgoing new mr ms dr"
)
