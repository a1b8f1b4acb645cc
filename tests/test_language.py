"""Which language a text is in: English is never taken for another, others are known from their own sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.intake.language import language_of

OTHERS = [
    ("ru", "В результате обстрела погибли двое мирных жителей, ещё пятеро получили ранения."),
    ("ru", "Уничтожено 3 танка и 2 БМП."),
    ("ru", "⚡️ Армия взяла посёлок под контроль, сообщили в ведомстве https://example.org/news"),
    ("uk", "Унаслідок обстрілу загинули двоє цивільних, ще п'ятеро поранені."),
    ("uk", "Знищено 3 танки та 2 БМП ворога."),
    ("be", "У выніку абстрэлу загінулі двое мірных жыхароў, паведамілі ўлады."),
    ("bg", "При обстрела загинаха двама цивилни, а петима бяха ранени."),
    ("sr", "У гранатирању су погинула два цивила, рекао је градоначелник."),
    ("fr", "Deux civils ont été tués et cinq autres blessés dans le bombardement, selon le maire."),
    ("fr", "Trois soldats tués dans une embuscade près de la frontière."),
    ("de", "Bei dem Beschuss wurden zwei Zivilisten getötet und fünf verletzt, sagte der Bürgermeister."),
    ("de", "Drei Soldaten sterben bei Angriff auf Kontrollpunkt"),
    ("es", "Dos civiles murieron y cinco resultaron heridos en el bombardeo, según el alcalde."),
    ("es", "El ejército dijo que había abatido a doce guerrilleros."),
    ("pt", "Dois civis morreram e cinco ficaram feridos no bombardeio, segundo o prefeito."),
    ("pt", "O exército disse que abateu doze combatentes no norte do país."),
    ("it", "Due civili sono stati uccisi e cinque feriti nel bombardamento, secondo il sindaco."),
    ("nl", "Bij de beschieting zijn twee burgers gedood en vijf gewond geraakt."),
    ("tr", "Saldırıda iki sivil öldü, beş kişi de yaralandı."),
    ("tr", "Ordu, kuzeyde on iki savaşçının etkisiz hale getirildiğini açıkladı."),
    ("pl", "W ostrzale zginęło dwóch cywilów, a pięć osób zostało rannych."),
    ("pl", "Wojsko poinformowało o utracie trzech czołgów w walkach na północy."),
    ("so", "Laba qof oo rayid ah ayaa ku dhimatay weerarka, sida uu sheegay duqa magaalada."),
    ("ar", "قتل مدنيان وأصيب خمسة آخرون في القصف"),
    ("fa", "دو غیرنظامی در حمله پهپادی کشته شدند و پنج نفر زخمی شدند"),
    ("ur", "حملے میں دو شہری ہلاک اور پانچ زخمی ہوئے"),
    ("he", "שני אזרחים נהרגו וחמישה נפצעו בהפגזה"),
    ("zh", "炮击造成两名平民死亡,五人受伤。"),
    ("ja", "砲撃で民間人2人が死亡、5人が負傷した。"),
    ("ko", "포격으로 민간인 2명이 숨지고 5명이 다쳤다."),
    ("am", "በጥቃቱ ሁለት ሰላማዊ ሰዎች ተገደሉ።"),
]
ENGLISH = [
    "Three guards were killed in the attack, officials said.",
    "3 killed.",
    "Kharkiv: 2 dead, 5 wounded",
    "BREAKING: drones hit depot in Khan Younis",
    "Al-Shabaab claims killing 12 soldiers in El Adde",
    "Soledar, Bakhmut, Avdiivka, Marinka",
    "Erdoğan meets Şırnak governor Öztürk in İzmir",
    "DE SOTO IN EARLY MARCH",
    "Izz al-Din al-Qassam Brigades fire eight rockets at Sderot",
    "Damage in Donetsk, the mayor said. #Донецк @канал_новостей https://example.org/новости",
    "In the village of Мерис (Meris) two men were killed, the governor said on Telegram.",
    "PERU. Guerrillas of Sendero Luminoso attacked a camp near Huancayo, leaving five people dead.",
]


@pytest.mark.parametrize(("language", "text"), OTHERS)
def test_a_language_is_known_from_a_sentence(language: str, text: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_never_another_language(text: str) -> None:
    assert language_of(text) in ("en", None)


@pytest.mark.parametrize("text", ["", "12", "👍👍", "https://example.org/Новости", "Meris", "@канал #Донецк"])
def test_what_has_no_words_has_no_language(text: str) -> None:
    assert language_of(text) is None


def test_a_text_in_two_languages_is_english_where_enough_of_it_is() -> None:
    russian, english = OTHERS[0][1], ENGLISH[0]
    assert language_of(f"{english}\n\n{russian}") == "en"
    assert language_of(f"{russian * 5}\n\nMeris, Oster") == "ru"


@given(st.text(max_size=300))
def test_any_text_has_a_code_or_none(text: str) -> None:
    found = language_of(text)
    assert found is None or (len(found) == 2 and found.isascii() and found.islower())


@given(st.lists(st.sampled_from([text for text in ENGLISH if language_of(text) == "en"]), min_size=1, max_size=6))
def test_more_english_does_not_make_it_less_so(texts: list[str]) -> None:
    assert language_of(" ".join(texts)) == "en"
