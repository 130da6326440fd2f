"""Which officials a French text names: a case is a day, the officials with their roles, the blocks."""

# ruff: noqa: E501 a text stands in one line

import pytest

from tests.articles.texts_of_language import assert_names, officials_in

# Where no role stands, any role will do.
CASES = [
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        [
            "Le Secrétaire général de l'ONU, M. Ban Ki-moon, a déclaré lundi que les pourparlers devaient reprendre."
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["« Il faut agir », a affirmé mardi le secrétaire général des Nations unies."],
    ),
    (
        "2009-05-05",
        "",
        ["Les dockers votent la grève", "Le secrétaire général a parlé aux dockers pendant une heure."],
    ),
    (
        "2009-05-05",
        "",
        [
            "Le secrétaire général de la CFDT, Jean Dupont, a rejoint le cortège.",
            "Le secrétaire général a promis une suite.",
        ],
    ),
    ("2009-05-05", "", ["Le secrétaire général adjoint de l'ONU, Paul Durand, est arrivé à Dakar."]),
    ("2009-05-05", "", ["La porte-parole du Secrétaire général de l'ONU, Marie Okas, a confirmé la visite."]),
    ("2009-05-05", "", ["Le Représentant spécial du Secrétaire général pour le Mali a rencontré les élus."]),
    (
        "2009-05-05",
        "",
        ["Un colloque s'est tenu à la bibliothèque Dag Hammarskjöld et dans l'avenue Kofi Annan."],
    ),
    ("2009-05-05", "", ["La fondation Kofi Annan a ouvert un bureau."]),
    ("2009-05-05", "kofi-annan:", ["L'ancien secrétaire général de l'ONU Kofi Annan est à Nairobi."]),
    (
        "2009-05-05",
        "kofi-annan:|ban-ki-moon:",
        [
            "L'ex-secrétaire général de l'ONU Kofi Annan a rencontré son successeur, M. Ban Ki-moon. M. Ban l'a remercié."
        ],
    ),
    (
        "2009-05-05",
        "margaret-chan:speaker",
        [
            "La directrice générale de l'OMS, Margaret Chan, a appelé à la prudence.",
            "« Nous restons vigilants », a-t-elle ajouté. La Directrice générale a remercié les pays.",
        ],
    ),
    ("2009-05-05", "margaret-chan:speaker", ["La patronne de l'OMS a estimé que le virus reculait."]),
    (
        "2009-05-05",
        "antonio-guterres:speaker",
        [
            "Le Haut-Commissaire des Nations Unies pour les réfugiés, António Guterres, a demandé de l'aide.",
            "Le Haut-Commissaire a visité un camp. M. Guterres repart jeudi.",
        ],
    ),
    ("2009-05-05", "antonio-guterres:speaker", ["Selon le chef du HCR, les camps débordent."]),
    (
        "2009-05-05",
        "navanethem-pillay:speaker",
        ["La Haut-Commissaire de l'ONU aux droits de l'homme, Mme Pillay, a dénoncé ces violences."],
    ),
    (
        "2009-05-05",
        "navanethem-pillay:speaker",
        ["La Haute-Commissaire aux droits de l'homme des Nations Unies a dénoncé ces violences."],
    ),
    ("2009-05-05", "", ["Le haut-commissaire de la République en Polynésie a reçu les maires à l'ONU."]),
    ("2009-05-05", "", ["Elle travaillait au Haut-Commissariat pour les réfugiés de 1981 à 1990."]),
    ("2009-05-05", "", ["Le poste de secrétaire général de l'ONU doit revenir à une femme."]),
    (
        "2009-05-05",
        "",
        ["Il rêve de devenir secrétaire général de l'ONU. Un secrétaire général de l'ONU doit écouter."],
    ),
    ("2009-05-05", "ban-ki-moon:", ["Le rapport a été remis au Secrétaire général de l'ONU."]),
    ("2009-05-05", "ban-ki-moon:speaker", ["D'après M. Ban Ki-moon, la trêve tient."]),
    ("2009-05-05", "ban-ki-moon:speaker", ["LE SECRÉTAIRE GÉNÉRAL DE L'ONU CONDAMNE L'ATTENTAT"]),
    (
        "2009-05-05",
        "john-holmes:speaker",
        ["Le Secrétaire général adjoint aux affaires humanitaires, John Holmes, a alerté le Conseil."],
    ),
    (
        "2009-05-05",
        "john-holmes:speaker",
        ["Le chef des opérations humanitaires de l'ONU a alerté le Conseil."],
    ),
    (
        "2009-05-05",
        "kofi-annan:",
        [
            "En 1998, Kofi Annan était secrétaire général. Le Secrétaire général s'est rendu à Bagdad cette année-là."
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:|kofi-annan:",
        ["M. Ban Ki-moon a remercié Kofi Annan. « M. Annan m'a dit qu'il partirait », a-t-il expliqué."],
    ),
    ("2009-05-05", "", ["Le secrétaire général de l'Union africaine a parlé devant l'ONU."]),
    (
        "2009-05-05",
        "",
        [
            "Le secrétaire général du Conseil de l'Europe, Jean Dubois, a écrit à l'ONU. Le secrétaire général attend."
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:",
        ["M. Ban Ki-moon et Mme Ban sont arrivés à Paris pour l'ONU. Mme Ban a visité une école."],
    ),
    ("2009-05-05", "", ["Mary Robinson, une infirmière de Lyon, a gagné la tombola."]),
    ("1971-05-05", "u-thant:", ["Le Secrétaire général de l'ONU, U Thant, a quitté Genève."]),
    ("2009-05-05", "ban-ki-moon:", ["La visite d'Angela Merkel et celle de Ban Ki-moon se suivent."]),
    (
        "2009-05-05",
        "ban-ki-moon:|antonio-guterres:",
        ["Les paroles d'António Guterres et l'appel de Ban Ki-moon ont été entendus."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["Dans un communiqué publié mardi, le chef de l'ONU a exhorté les parties à la retenue."],
    ),
    ("2009-05-05", "ban-ki-moon:speaker", ["« C'est intolérable », s'est indigné le patron de l'ONU."]),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["« C'est intolérable », s'est insurgé M. Ban Ki-moon, qui se disait inquiet."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["« C'est intolérable », a-t-il dit. Ban Ki-moon s'est dit « profondément préoccupé »."],
    ),
    ("2009-05-05", "ban-ki-moon:speaker", ["Ban Ki-moon se dit préoccupé par la situation au Darfour"]),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        [
            "Darfour : Ban Ki-moon préoccupé",
            "Le Secrétaire général de l'ONU s'est déclaré préoccupé mercredi.",
        ],
    ),
    ("2009-05-05", "ban-ki-moon:speaker", ["Interrogé par la presse, M. Ban Ki-moon a répondu qu'il irait."]),
    (
        "2009-05-05",
        "ban-ki-moon:mentioned",
        ["Le président a écrit au secrétaire général de l'ONU, Ban Ki-moon, pour demander une enquête."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:mentioned",
        ["Nicolas Bernard, conseiller de M. Ban Ki-moon, a estimé que tout allait bien."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:",
        ["Le Secrétaire général des Nations Unies s'est entretenu avec le Secrétaire général de l'OTAN."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:",
        ["Monsieur le Secrétaire général, je vous remercie. L'ONU compte sur nous."],
    ),
    ("2009-05-05", "", ["Le secrétaire général du gouvernement a reçu une délégation de l'ONU."]),
    ("2009-05-05", "", ["Le secrétaire général de la préfecture a présidé la Journée des Nations Unies."]),
    ("2009-05-05", "", ["Le secrétaire général de l'Élysée, Claude Gérant, a annoncé un remaniement."]),
    ("2009-05-05", "", ["La directrice générale de l'UNESCO s'est rendue à Dakar avec l'OMS."]),
    ("2009-05-05", "", ["Le directeur général de la police a salué l'OMS."]),
    ("2009-05-05", "", ["Secrétaire général d'Amnesty International, il a écrit à l'ONU."]),
    ("2009-05-05", "", ["Le chef de la mission de l'ONU au Kosovo a démissionné."]),
    ("2009-05-05", "", ["Le chef de l'armée a rencontré les casques bleus de l'ONU."]),
    ("2009-05-05", "", ["Le chef de la délégation de l'ONU a parlé."]),
    ("2009-05-05", "", ["Le chef adjoint de l'ONU est parti."]),
    (
        "2009-05-05",
        "",
        [
            "Le futur secrétaire général de l'ONU devra être une femme. Le prochain Secrétaire général sera élu en 2011."
        ],
    ),
    ("2009-05-05", "", ["Le ban de l'ONU est levé. Bans et lois ne servent à rien."]),
    (
        "2009-05-05",
        "dag-hammarskjold:",
        ["La salle a été nommée en l'honneur de Dag Hammarskjöld, deuxième Secrétaire général de l'ONU."],
    ),
    ("2009-05-05", "kofi-annan:", ["Kofi Annan, alors secrétaire général de l'ONU, avait refusé."]),
    (
        "2009-05-05",
        "kofi-annan:",
        ["Le prédécesseur de l'actuel secrétaire, Kofi Annan, Prix Nobel de la paix, est arrivé."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:",
        [
            "Les Secrétaires généraux de l'ONU et de la Ligue arabe, MM. Ban Ki-moon et Amr Moussa, se sont vus."
        ],
    ),
    ("2009-05-05", "asha-rose-migiro:", ["La Vice-Secrétaire générale de l'ONU a visité Bamako."]),
    ("2009-05-05", "asha-rose-migiro:", ["La Vice-Secrétaire générale, Asha-Rose Migiro, a visité Bamako."]),
    (
        "2012-05-05",
        "anthony-lake:speaker",
        [
            "Le Directeur général de l'UNICEF, Anthony Lake, a lancé un appel. M. Lake a remercié les donateurs."
        ],
    ),
    (
        "2012-05-05",
        "valerie-amos:speaker",
        [
            "La Secrétaire générale adjointe aux affaires humanitaires de l'ONU, Valerie Amos, a tiré la sonnette d'alarme. « Le temps presse », a prévenu Mme Amos."
        ],
    ),
    (
        "2012-05-05",
        "valerie-amos:",
        ["La responsable des affaires humanitaires de l'ONU, Valerie Amos, est à Damas."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:",
        ["L'épouse du Secrétaire général de l'ONU, Yoo Soon-taek, a visité une école avec M. Ban Ki-moon."],
    ),
    ("2009-05-05", "", ["L'épouse du Secrétaire général de l'ONU a visité une école."]),
    (
        "2009-05-05",
        "ban-ki-moon:",
        [
            "Lettre datée du 5 mai, adressée au Président du Conseil de sécurité par le Secrétaire général de l'ONU"
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:",
        ["Nommé par le Secrétaire général de l'ONU, il prendra ses fonctions en juin."],
    ),
    ("2009-05-05", "", ["Le Secrétariat général de l'ONU a publié un rapport."]),
    ("2009-05-05", "kofi-annan:", ["Qu'Annan parte ou non, Kofi Annan reste médiateur."]),
    ("2009-05-05", "ban-ki-moon:", ["Le Secrétaire général de l’ONU, S.E. M. Ban Ki-moon, est arrivé."]),
    (
        "2009-05-05",
        "ban-ki-moon:mentioned",
        [
            "Des pourparlers",
            "Il a remplacé un Coréen, d'où ce mot : après Ban Ki-moon (2007-16), un Européen.",
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["D'après le secrétaire général de l'ONU, Ban Ki-moon, « les promesses ne suffisent plus »."],
    ),
    (
        "2009-05-05",
        "margaret-chan:",
        ["Une conférence", "Les pays ont répondu à l'appel de madame Chan, qui dirige l'OMS."],
    ),
    (
        "2009-05-05",
        "",
        [
            "Le secrétaire général de la mairie et le directeur général du port ont hissé le drapeau de l'ONU.",
            "Le secrétaire général a pris des photos.",
        ],
    ),
    (
        "2009-05-05",
        "",
        ["Les élèves du collège public Dag Hammarskjöld et du village Kofi Annan ont écrit à l'ONU."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:speaker|john-holmes:subject",
        [
            "Départ de John Holmes",
            "Ban Ki-moon a annoncé que M. Holmes l'avait informé de sa décision de quitter son poste.",
        ],
    ),
]


@pytest.mark.parametrize(("day", "wanted", "blocks"), CASES)
def test_these_words_name_these_officials(day, wanted, blocks):
    assert_names(day, wanted, blocks, "fr")


def test_a_canadian_story_is_read_as_french():
    assert officials_in("2009-05-05", ["Le chef de l'ONU est arrivé."], "fr-CA").keys() == {"ban-ki-moon"}


def test_an_english_title_names_nobody_in_a_french_story():
    text = "The Secretary-General of the United Nations spoke."
    assert officials_in("2009-05-05", [text], "fr") == {}
