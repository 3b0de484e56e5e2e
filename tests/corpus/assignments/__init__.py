"""Messages of dispatchers, French and English, and what a work-order card should say of each. Read by `corpus.py`.

`world.toml` is the company's own data. `tuning.toml` and `held_out.toml` are the two halves: the messages of each
language and kind were shuffled (`random.Random(20260310)`) and dealt in turn, so both halves hold as many of each
(±1). The corpus was written before the reader of assignments; whoever tunes that reader looks at `tuning.toml`
alone. A new message goes into the shorter half, before its wording has been tried on the reader.

A message has `jobs`: none when it assigns nothing (thanks, questions, a cancelling, an invoice asked for: nothing
may be filled), one, or several. For a card that does not split, `Message.shared` holds what is true of all its jobs.
A field that is absent must stay blank: a person who knows the company could not be sure of it, or it was not said.

How the truth was decided:

- client, site: names in the world, also for typos, nicknames, addresses, mail addresses. The site is blank when
  several fit; a client's only site is filled. Nothing is filled when two clients fit ("pharmacie exemple").
- new_client, address: an unknown client's name and a place that is no known site's, as written.
- technician: one person, full name. Blank for a first name of two, for two people, for "X ou Y", for "pas X".
- starts_at, ends_at: local to the message's zone. Either alone where only that was said: "avant midi", "before 5pm",
  "by 12:00" are ends; "vers 14h", "2ish", "à partir de 14h" are starts; "pas avant 9h" is a constraint. `day` when
  only a day was said; never beside the two others.
- Half days: matin 8–12, après-midi and aprem 14–18, entre midi et deux 12–14; English morning and a.m. 8–12,
  afternoon and p.m. 12–17. "Fin de journée", "ce soir", "toute la journée", "first thing", "EOD", "tonight" are only
  a day.
- Bare English hours: 1 to 6 are p.m., 7 to 11 a.m.; "half 8" is 8:30. Numbers are day/month in both languages, next
  to come.
- A weekday is the next one after today; "lundi en 8" and "Thursday week" a week later.
- Blank: an hour without a day, "jeudi prochain" and "next Thursday" (this week's or next?), a weekday that
  contradicts its date, alternatives ("mardi ou jeudi"), deadlines by day ("d'ici vendredi", "by Friday"), weeks,
  dates of the fault, of orders, of quoted history.
- In a forwarded mail relative days count from the mail's own date, and are blank when it has none; what the
  dispatcher wrote above the mail counts from `now` and goes before what the client wishes.
- door_code: the code alone, two codes with the words between them. bell: the name to ring. floor, basement: the
  whole phrase ("3e étage gauche", "sous-sol -2", "RDC"). parking: where to park.
- contact_name: who is to be asked for on site; failing that, who rang or signed the client's mail. phone (E.164) is
  that person's or the one said to be rung, never the company's own, a fax, a help desk's. email: the writer's, not a
  robot's.
- equipment: what is said to be brought. constraints: conditions of entry, hours, keys, safety, asking first ("pas
  avant 9h", "port du casque", "chien méchant", "clé chez la gardienne", "sauf mercredi"). Each phrase as written.
- urgent: said in so many words (urgent, ASAP, de suite). trade: an interview's id, when the words name one trade's
  thing.
- mission_must_contain: words that the mission text must still hold, among them what was left blank.
"""
