// What the shards of results hold (edgebench/publish/building/shards.py): a detail and its place among others, by id.

import { rowsOf } from "./dom.js";

/** The detail of an id with its texts in place; undefined where the shard lacks it. shard: `pi5/mobilenet-v2-0`. */
export function detailIn({ charts, texts, often, rows }, id, shard) {
  const row = rows.find(([name]) => name === id);
  if (!row) return undefined;
  const columns = [...charts, ...texts];
  const detail = Object.fromEntries(columns.map((name, place) => [name, place < charts.length ? row[place] : whole(row[place], often)]));
  const folder = folderOf(shard);
  const tables = detail.tables.map(([heading, names, right, lines]) => ({ heading, columns: names, right, rows: lines }));
  return { ...detail, path: `results/${folder}/${detail.cell}-${id}.json`, tables };
}

/** Of the results of a shard: `pi5/mobilenet-v2`. */
export function folderOf(shard) {
  return shard.slice(0, shard.lastIndexOf("-"));
}

/** A number among texts is a place in the list of what stands often, where there are places too. */
function whole(part, often) {
  if (typeof part === "number") return whole(often[part], often);
  return Array.isArray(part) ? part.map((one) => whole(one, often)) : part;
}

/** Rank, board, other sessions and versions of the row that an id is a session of. */
export function placeIn(shard, id) {
  const row = rowsOf(shard).find(({ sessions }) => sessions.some(([name]) => name === id));
  if (!row) return undefined;
  const { rank, board, shown, versions, sessions } = row;
  return { rank, board, versions: shown === id ? versions : [], sessions: sessions.length > 1 ? sessions : [] };
}
