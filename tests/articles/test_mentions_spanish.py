"""Which officials a Spanish text names: a case is a day, the officials with their roles, the blocks."""

# ruff: noqa: E501 a text stands in one line

import unicodedata

import pytest

from tests.articles.texts_of_language import assert_names, officials_in

# Where no role stands, any role will do.
CASES = [
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        [
            "El secretario general de la ONU, Ban Ki-moon, aseguró el lunes que las conversaciones deben reanudarse."
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["«Hay que actuar», afirmó el martes el secretario general de Naciones Unidas."],
    ),
    (
        "2009-05-05",
        "",
        ["Los estibadores votan la huelga", "El secretario general habló una hora con los estibadores."],
    ),
    (
        "2009-05-05",
        "",
        [
            "El secretario general de UGT, Juan Palomo, se sumó a la marcha.",
            "El secretario general prometió más.",
        ],
    ),
    ("2009-05-05", "", ["El secretario general adjunto de la ONU, Pablo Durán, llegó a Dakar."]),
    ("2009-05-05", "", ["La portavoz del Secretario General de la ONU, María Okas, confirmó la visita."]),
    (
        "2009-05-05",
        "",
        ["El Representante Especial del Secretario General para Haití se reunió con los diputados."],
    ),
    ("2009-05-05", "", ["El acto fue en la biblioteca Dag Hammarskjöld, cerca de la calle Kofi Annan."]),
    ("2009-05-05", "", ["La fundación Kofi Annan abrió una oficina."]),
    ("2009-05-05", "kofi-annan:", ["El exsecretario general de la ONU Kofi Annan está en Nairobi."]),
    ("2009-05-05", "kofi-annan:", ["El ex secretario general de la ONU, Kofi Annan, está en Nairobi."]),
    ("2009-05-05", "", ["Un exsecretario general de la ONU vive allí. El exsecretario general calla."]),
    (
        "2009-05-05",
        "margaret-chan:speaker",
        [
            "La directora general de la OMS, Margaret Chan, pidió prudencia.",
            "“Seguimos atentos”, añadió. La Directora General dio las gracias.",
        ],
    ),
    ("2009-05-05", "margaret-chan:speaker", ["La jefa de la OMS consideró que el virus retrocede."]),
    (
        "2009-05-05",
        "antonio-guterres:speaker",
        [
            "El Alto Comisionado de las Naciones Unidas para los Refugiados, António Guterres, pidió ayuda.",
            "El Alto Comisionado visitó un campo. El señor Guterres parte el jueves.",
        ],
    ),
    ("2009-05-05", "antonio-guterres:speaker", ["Según el titular de ACNUR, los campos están llenos."]),
    (
        "2009-05-05",
        "navanethem-pillay:speaker",
        ["La alta comisionada de la ONU para los derechos humanos denunció esos actos."],
    ),
    (
        "2009-05-05",
        "navanethem-pillay:speaker",
        ["“Es inaceptable”, dijo la Alta Comisionada para los Derechos Humanos, la señora Pillay."],
    ),
    ("2009-05-05", "", ["Trabajó en la Oficina del Alto Comisionado para los Refugiados de 1981 a 1990."]),
    ("2009-05-05", "", ["El cargo de secretario general de la ONU debe ser para una mujer."]),
    (
        "2009-05-05",
        "",
        ["Sueña con ser secretario general de la ONU. Un secretario general de la ONU debe escuchar."],
    ),
    ("2009-05-05", "ban-ki-moon:", ["El informe fue entregado al Secretario General de la ONU."]),
    ("2009-05-05", "ban-ki-moon:speaker", ["Según Ban Ki-moon, la tregua se mantiene."]),
    ("2009-05-05", "ban-ki-moon:speaker", ["EL SECRETARIO GENERAL DE LA ONU CONDENA EL ATENTADO"]),
    (
        "2009-05-05",
        "john-holmes:speaker",
        ["El Secretario General Adjunto de Asuntos Humanitarios, John Holmes, alertó al Consejo."],
    ),
    (
        "2009-05-05",
        "",
        ["La secretaria general de la Organización Iberoamericana de Juventud habló ante la ONU."],
    ),
    ("2009-05-05", "", ["El vicesecretario general del partido saludó al director general."]),
    (
        "2009-05-05",
        "kofi-annan:",
        ["En 1998 Kofi Annan era secretario general. El Secretario General viajó a Bagdad ese año."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:|kofi-annan:",
        ["Ban Ki-moon agradeció a Kofi Annan. «El señor Annan me ha dicho que se irá», explicó."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:",
        [
            "El señor Ban Ki-moon y la señora Ban llegaron a Lima por la ONU. La señora Ban visitó una escuela."
        ],
    ),
    ("2009-05-05", "", ["Mary Robinson, una enfermera de Lugo, ganó la rifa."]),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["En un comunicado difundido el martes, el jefe de la ONU instó a las partes a la moderación."],
    ),
    ("2009-05-05", "ban-ki-moon:speaker", ["Ban Ki-moon se mostró “profundamente preocupado” por Darfur."]),
    ("2009-05-05", "ban-ki-moon:speaker", ["Ban Ki-moon dice estar preocupado por Darfur"]),
    ("2009-05-05", "ban-ki-moon:speaker", ["Llueve", "Ban Ki-moon llegó a Lima. Añadió que irá a Quito."]),
    (
        "2009-05-05",
        "ban-ki-moon:subject",
        ["Llueve", "Ban Ki-moon llegó a Lima. Añadió la alcaldesa que irá."],
    ),
    ("2009-05-05", "ban-ki-moon:speaker", ["Llueve", "Ban Ki-moon llegó a Lima. En la plaza, dijo que irá."]),
    ("2009-05-05", "ban-ki-moon:speaker", ["“Hay que actuar”, ha dicho Ban Ki-moon a los periodistas."]),
    ("2009-05-05", "ban-ki-moon:speaker", ["Preguntado por la prensa, Ban Ki-moon respondió que irá."]),
    (
        "2009-05-05",
        "ban-ki-moon:mentioned",
        [
            "El presidente escribió al secretario general de la ONU, Ban Ki-moon, para pedir una investigación."
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:mentioned",
        ["Nicolás Bernal, asesor de Ban Ki-moon, opinó que todo iba bien."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:",
        ["El Secretario General de las Naciones Unidas se reunió con el Secretario General de la OTAN."],
    ),
    ("2009-05-05", "ban-ki-moon:", ["Señor Secretario General, le agradezco. La ONU cuenta con nosotros."]),
    ("2009-05-05", "", ["El secretario general de la Presidencia recibió a una delegación de la ONU."]),
    ("2009-05-05", "", ["El secretario general del Partido Popular criticó a la ONU."]),
    (
        "2009-05-05",
        "",
        ["El secretario general socialista, Juan Palomo, criticó a la ONU. El secretario general se fue."],
    ),
    ("2009-05-05", "", ["La directora general de la UNESCO viajó a Dakar con la OMS."]),
    ("2009-05-05", "", ["El director general de la policía saludó a la OMS."]),
    ("2009-05-05", "", ["El jefe de la misión de la ONU en Haití dimitió."]),
    ("2009-05-05", "", ["El jefe adjunto de la ONU se fue."]),
    (
        "2009-05-05",
        "",
        [
            "El futuro secretario general de la ONU deberá ser una mujer. El próximo Secretario General será elegido en 2011."
        ],
    ),
    (
        "2009-05-05",
        "dag-hammarskjold:",
        ["La sala lleva el nombre de Dag Hammarskjöld, segundo Secretario General de la ONU."],
    ),
    ("2009-05-05", "kofi-annan:", ["Kofi Annan, entonces secretario general de la ONU, se había negado."]),
    ("2009-05-05", "kofi-annan:", ["El antecesor de Ban, Kofi Annan, premio Nobel de la Paz, llegó."]),
    (
        "2009-05-05",
        "ban-ki-moon:",
        ["Los secretarios generales de la ONU y de la Liga Árabe, Ban Ki-moon y Amr Musa, se vieron."],
    ),
    ("2009-05-05", "asha-rose-migiro:", ["La Vicesecretaria General de la ONU visitó Bamako."]),
    (
        "2012-05-05",
        "anthony-lake:speaker",
        ["El Director Ejecutivo de UNICEF, Anthony Lake, hizo un llamamiento. El Sr. Lake dio las gracias."],
    ),
    (
        "2012-05-05",
        "valerie-amos:speaker",
        [
            "La jefa humanitaria de la ONU, Valerie Amos, dio la voz de alarma. “El tiempo apremia”, advirtió Amos."
        ],
    ),
    (
        "2012-05-05",
        "valerie-amos:",
        ["La Secretaria General Adjunta de Asuntos Humanitarios de la ONU, Valerie Amos, está en Damasco."],
    ),
    ("2009-05-05", "", ["La esposa del Secretario General de la ONU visitó una escuela."]),
    ("2009-05-05", "ban-ki-moon:", ["Nombrado por el Secretario General de la ONU, asumirá en junio."]),
    (
        "2009-05-05",
        "ban-ki-moon:",
        [
            "Carta de fecha 5 de mayo dirigida al Presidente del Consejo de Seguridad por el Secretario General de la ONU"
        ],
    ),
    ("2009-05-05", "", ["Vicente Kofi, futbolista, juega en la plaza Annan de la ONU."]),
    (
        "1985-05-05",
        "javier-perez-de-cuellar:speaker",
        [
            "El secretario general de la ONU, Javier Pérez de Cuéllar, se declaró optimista. Pérez de Cuéllar viajará a Chipre."
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["El coreano Ban Ki-moon, secretario general de la ONU desde 2007, subrayó que la paz es posible."],
    ),
    ("2009-05-05", "kofi-annan:speaker", ["Kofi Annan Torres, que dirigió la ONU, afirmó que volvería."]),
    ("2009-05-05", "kofi-annan:speaker", ["El exsecretario Kofi Annan Torres afirmó que volvería a la ONU."]),
    ("2009-05-05", "", ["La Secretaría General de la ONU publicó un informe. La Secretaría General calla."]),
    ("2009-05-05", "", ["La secretaría general de las Naciones Unidas está en Nueva York."]),
    ("2009-05-05", "ban-ki-moon:", ["El Excmo. Sr. Ban Ki-moon llegó. El Sr. Ban se fue."]),
    ("2009-05-05", "ban-ki-moon:", ["¿Qué hará Ban Ki-moon? ¡Ban Ki-moon se va!"]),
    (
        "2009-05-05",
        "ban-ki-moon:speaker",
        ["Ban Ki-moon terminó ayer su visita a Lima.", "“La paz es de todos”, dijo en su intervención."],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:mentioned",
        ["Una visita", "El juez recibió a Ban Ki-moon en Lima. “La paz es de todos”, dijo el juez."],
    ),
    (
        "2009-05-05",
        "antonio-guterres:",
        ["ACNUR pide ayuda", "Los gobiernos oyeron al señor Guterres en Ginebra."],
    ),
    (
        "2009-05-05",
        "",
        ["Bautizado como Complejo Javier Pérez de Cuéllar, el edificio será la sede de la ONU."],
    ),
    ("2009-05-05", "", ["La escuela primaria Kofi Annan recibió un premio de la ONU."]),
    ("2009-05-05", "", ["Mary Robinson, enfermera de Lugo, ganó la rifa."]),
    (
        "2009-05-05",
        "ban-ki-moon:subject",
        [
            "Una visita",
            "Ban Ki-moon, que viajará a Haití, será recibido por el presidente, informó el domingo el organismo.",
        ],
    ),
    (
        "2009-05-05",
        "ban-ki-moon:mentioned|john-holmes:speaker",
        [
            "Un relevo",
            "El relevo sucede a Ban Ki-moon, a quien el jefe humanitario de la ONU, John Holmes, agradece su trabajo.",
        ],
    ),
]


@pytest.mark.parametrize(("day", "wanted", "blocks"), CASES)
def test_these_words_name_these_officials(day, wanted, blocks):
    assert_names(day, wanted, blocks, "es")


def test_an_english_title_names_nobody_in_a_spanish_story():
    text = "The Secretary-General of the United Nations spoke."
    assert officials_in("2009-05-05", [text], "es") == {}


def test_an_accent_that_is_a_sign_of_its_own_tells_the_office_from_the_title():
    text = unicodedata.normalize("NFD", "La Secretaría General de la ONU calla.")
    assert officials_in("2009-05-05", [text], "es") == {}
