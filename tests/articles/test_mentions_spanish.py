"""Which officials a Spanish text names: a case is a day, the officials with their roles, the blocks."""

# ruff: noqa: E501 a text stands in one line

import datetime
from pathlib import Path

import pytest

from articles.mentions import RoleHint, Strength, suggest
from articles.mentions.report import read_officials

NAMES = read_officials(Path(__file__).parent / "mentions" / "officials.csv", ["United Nations"])


def found(day, blocks):
    """{person: role} of what is strong or medium."""
    offered = suggest(blocks, datetime.date.fromisoformat(day), NAMES, language="es")
    return {one.person: one.role for one in offered if one.strength != Strength.WEAK}


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
]


@pytest.mark.parametrize(("day", "wanted", "blocks"), CASES)
def test_these_words_name_these_officials(day, wanted, blocks):
    said = found(day, blocks)
    roles = dict(one.split(":") for one in wanted.split("|")) if wanted else {}
    assert said.keys() == roles.keys()
    assert {person: said[person] for person, role in roles.items() if role} == {
        person: RoleHint(role) for person, role in roles.items() if role
    }


def test_an_english_title_names_nobody_in_a_spanish_story():
    assert found("2009-05-05", ["The Secretary-General of the United Nations spoke."]) == {}
