"""Make the shipped documents anew: ``python -m app.shipped``, after every change that moves a result."""

import json

from app.catalogue import FOLDER
from app.engine.making import document_of
from sim.market.loading import shipped_markets

for market in shipped_markets():
    text = json.dumps(document_of(market), ensure_ascii=False, separators=(",", ":"))
    (FOLDER / f"{market}.json").write_text(text + "\n", encoding="utf-8")
