//! The morphological dictionary, from the files of pymorphy3-dicts-ru (format 2.4).

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use depesha_nn::model_file::{ElementType, Header, ModelFileWriter};
use fst::MapBuilder;
use serde_json::Value;

use super::dawg::WordGraph;
use super::wheel::Wheel;

/// Stands where a tag has fewer grammemes than the longest.
const NO_GRAMMEME: u8 = 255;

/// `dictionary.model` and its name. The sections are described in `models/russian/README.md`.
pub(crate) fn convert(wheel: &Wheel) -> anyhow::Result<(String, Vec<u8>)> {
    let file = |name: &str| wheel.read(&format!("pymorphy3_dicts_ru/data/{name}"));
    let meta: BTreeMap<String, Value> =
        serde_json::from_slice::<Vec<(String, Value)>>(&file("meta.json")?)?.into_iter().collect();
    ensure!(
        meta["format_version"] == "2.4",
        "the dictionary has format {}",
        meta["format_version"]
    );

    let mut header = Header::new("dictionary", "russian");
    header.packages.push(wheel.package());
    let mut writer = ModelFileWriter::new(header);

    let mut tags: Vec<String> = serde_json::from_slice(&file("gramtab-opencorpora-int.json")?)?;
    // No form has these, yet there are probabilities for them: `XX` is rather a number.
    tags.extend(["LATN", "ROMN"].map(str::to_owned));
    write_tags(&mut writer, &tags)?;

    let prefixes: Vec<String> =
        serde_json::from_value(meta["compile_options"]["paradigm_prefixes"].clone())?;
    writer.text("prefixes", &prefixes.join("\n"));
    write_suffixes(&mut writer, &serde_json::from_slice::<Vec<String>>(&file("suffixes.json")?)?);
    write_paradigms(&mut writer, &file("paradigms.array")?)?;

    write_words(&mut writer, &WordGraph::read(&file("words.dawg")?)?)?;
    let endings = (0..prefixes.len())
        .map(|number| WordGraph::read(&file(&format!("prediction-suffixes-{number}.dawg"))?))
        .collect::<Result<Vec<_>, _>>()?;
    write_endings(&mut writer, &endings)?;
    write_probabilities(&mut writer, &WordGraph::read(&file("p_t_given_w.intdawg")?)?, &tags)?;
    Ok(("dictionary.model".to_owned(), writer.finish()))
}

fn write_tags(writer: &mut ModelFileWriter, tags: &[String]) -> anyhow::Result<()> {
    let split = |tag: &String| tag.split([',', ' ']).map(str::to_owned).collect::<Vec<_>>();
    let tags: Vec<Vec<String>> = tags.iter().map(split).collect();
    let mut grammemes: Vec<&str> = tags.iter().flatten().map(String::as_str).collect();
    grammemes.sort_unstable();
    grammemes.dedup();
    let width = tags.iter().map(Vec::len).max().unwrap_or_default();
    let mut table = Vec::with_capacity(tags.len() * width);
    for tag in &tags {
        for grammeme in tag {
            let number = grammemes.binary_search(&grammeme.as_str());
            table.push(u8::try_from(number.expect("it was gathered above"))?);
        }
        table.resize(table.len() + width - tag.len(), NO_GRAMMEME);
    }
    writer.text("grammemes", &grammemes.join("\n"));
    writer.section("tags", ElementType::U8, &[tags.len(), width], &table);
    Ok(())
}

fn write_suffixes(writer: &mut ModelFileWriter, suffixes: &[String]) {
    let mut starts = vec![0];
    let mut text = String::new();
    for suffix in suffixes {
        text.push_str(suffix);
        starts.push(text.len() as u32);
    }
    writer.text("suffixes", &text);
    writer.whole_numbers("suffix_starts", &[starts.len()], &starts);
}

/// The file has the number of paradigms, and for each its length 3k, k suffixes, k tags and
/// k prefixes, all u16. Here stand k rows of (suffix, tag, prefix).
fn write_paradigms(writer: &mut ModelFileWriter, bytes: &[u8]) -> anyhow::Result<()> {
    let numbers: Vec<u16> =
        bytes.as_chunks::<2>().0.iter().map(|&number| u16::from_le_bytes(number)).collect();
    let (&count, mut rest) = numbers.split_first().context("the paradigms are empty")?;
    let mut starts = vec![0];
    let mut forms = Vec::new();
    for number in 0..count {
        let (&length, after) = rest.split_first().context("the paradigms are cut off")?;
        let length = usize::from(length);
        ensure!(length.is_multiple_of(3) && length <= after.len(), "paradigm {number}");
        let (paradigm, after) = after.split_at(length);
        let size = length / 3;
        for form in 0..size {
            forms.extend([paradigm[form], paradigm[size + form], paradigm[2 * size + form]]);
        }
        starts.push((forms.len() / 3) as u32);
        rest = after;
    }
    ensure!(rest.is_empty(), "{} numbers after the last paradigm", rest.len());
    writer.whole_numbers("paradigm_starts", &[starts.len()], &starts);
    writer.short_numbers("paradigms", &[forms.len() / 3, 3], &forms);
    Ok(())
}

/// Word forms to lists of (paradigm, index). The same list belongs to all words that are inflected
/// alike, so there are 30 times fewer lists than words, and the graph shares the words' ends.
/// Measured: 5.5 MB for the graph with the numbers of the lists, in the order of their first
/// words; 22.1 MB for a set of (word, paradigm, index).
fn write_words(writer: &mut ModelFileWriter, graph: &WordGraph) -> anyhow::Result<()> {
    let mut lists = Lists::default();
    let words = lists.add(records(graph)?, |&record| u32::from_be_bytes(record))?;
    writer.bytes("words", &words);
    let numbers: Vec<u16> =
        lists.entries.iter().flat_map(|&entry| [(entry >> 16) as u16, entry as u16]).collect();
    writer.whole_numbers("word_list_starts", &[lists.starts.len()], &lists.starts);
    writer.short_numbers("word_lists", &[lists.entries.len(), 2], &numbers);
    Ok(())
}

/// Ends of words, of words that start with each of the prefixes, to lists of
/// (count of words, paradigm and index).
fn write_endings(writer: &mut ModelFileWriter, graphs: &[WordGraph]) -> anyhow::Result<()> {
    let mut lists = Lists::default();
    for (number, graph) in graphs.iter().enumerate() {
        let endings = lists.add(records(graph)?, |&[a, b, c, d, form @ ..]: &[u8; 8]| {
            (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes(form))
        })?;
        writer.bytes(&format!("endings_{number}"), &endings);
    }
    let numbers: Vec<u32> = lists.entries.iter().flat_map(|&(count, form)| [count, form]).collect();
    writer.whole_numbers("ending_list_starts", &[lists.starts.len()], &lists.starts);
    writer.whole_numbers("ending_lists", &[lists.entries.len(), 2], &numbers);
    Ok(())
}

/// Words to lists of (tag, P(tag | word) in millionths).
fn write_probabilities(
    writer: &mut ModelFileWriter,
    graph: &WordGraph,
    tags: &[String],
) -> anyhow::Result<()> {
    let tag_numbers: BTreeMap<&str, u32> = tags.iter().map(String::as_str).zip(0..).collect();
    let mut by_word: BTreeMap<Vec<u8>, Vec<(u32, u32)>> = BTreeMap::new();
    let mut unknown = Vec::new();
    graph.for_each(|key, millionths| {
        let colon = key.iter().rposition(|&byte| byte == b':').unwrap_or_default();
        let tag = String::from_utf8_lossy(&key[(colon + 1).min(key.len())..]);
        match tag_numbers.get(&*tag) {
            Some(&tag) => {
                by_word.entry(key[..colon].to_vec()).or_default().push((tag, millionths));
            }
            None => unknown.push(tag.into_owned()),
        }
    });
    ensure!(unknown.is_empty(), "probabilities for tags that do not exist: {unknown:?}");
    let mut lists = Lists::default();
    let words = lists.add(by_word.into_iter().collect(), |&entry| entry)?;
    let numbers: Vec<u32> =
        lists.entries.iter().flat_map(|&(tag, millionths)| [tag, millionths]).collect();
    writer.bytes("probabilities", &words);
    writer.whole_numbers("probability_list_starts", &[lists.starts.len()], &lists.starts);
    writer.whole_numbers("probability_lists", &[lists.entries.len(), 2], &numbers);
    Ok(())
}

/// Lists that stand one after another; equal ones stand once.
struct Lists<Entry> {
    numbers: BTreeMap<Vec<Entry>, u64>,
    starts: Vec<u32>,
    entries: Vec<Entry>,
}

impl<Entry> Default for Lists<Entry> {
    fn default() -> Self {
        Self { numbers: BTreeMap::new(), starts: vec![0], entries: Vec::new() }
    }
}

impl<Entry: Ord + Clone> Lists<Entry> {
    /// An FST from each key to the number of its list. The keys must be sorted.
    fn add<Record>(
        &mut self,
        keys: Vec<(Vec<u8>, Vec<Record>)>,
        entry: impl Fn(&Record) -> Entry,
    ) -> anyhow::Result<Vec<u8>> {
        let mut map = MapBuilder::memory();
        for (key, records) in keys {
            let list: Vec<Entry> = records.iter().map(&entry).collect();
            let next = self.numbers.len() as u64;
            let number = match self.numbers.get(&list) {
                Some(&number) => number,
                None => {
                    self.entries.extend_from_slice(&list);
                    self.starts.push(u32::try_from(self.entries.len())?);
                    self.numbers.insert(list, next);
                    next
                }
            };
            map.insert(&key, number)?;
        }
        Ok(map.into_inner()?)
    }
}

/// Keys with their records of `SIZE` bytes. In the graph a key's records stand after a byte 1,
/// in base64.
type Records<const SIZE: usize> = Vec<(Vec<u8>, Vec<[u8; SIZE]>)>;

fn records<const SIZE: usize>(graph: &WordGraph) -> anyhow::Result<Records<SIZE>> {
    let mut found = Records::new();
    let mut odd = None;
    graph.for_each(|key, _| {
        let end = key.iter().position(|&byte| byte == 1).unwrap_or(key.len());
        let (key, record) = (&key[..end], base64(key.get(end + 1..).unwrap_or_default()));
        let Ok(record) = <[u8; SIZE]>::try_from(record) else {
            odd = Some(key.to_vec());
            return;
        };
        match found.last_mut() {
            Some((last, records)) if last == key => records.push(record),
            _ => found.push((key.to_vec(), vec![record])),
        }
    });
    ensure!(odd.is_none(), "the key {:?} has no record of {SIZE} bytes", odd.unwrap_or_default());
    Ok(found)
}

fn base64(text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut waiting, mut bits) = (0u32, 0);
    for &letter in text {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => break,
        };
        waiting = (waiting << 6) | u32::from(value);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((waiting >> bits) as u8);
            waiting &= (1 << bits) - 1;
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_with_and_without_padding() {
        assert_eq!(base64(b"A7EABA==\n"), [3, 0xB1, 0, 4]);
        assert_eq!(base64(b"AAAA"), [0, 0, 0]);
        assert_eq!(base64(b"+/8=\n"), [0xFB, 0xFF]);
    }

    #[test]
    fn equal_lists_stand_once() {
        let mut lists = Lists::default();
        let keys = [("а", [1, 2]), ("б", [1, 2]), ("в", [3, 4])];
        let keys = keys.map(|(key, list)| (key.as_bytes().to_vec(), list.to_vec()));
        let map = fst::Map::new(lists.add(keys.to_vec(), |&entry| entry).unwrap()).unwrap();
        assert_eq!(lists.starts, [0, 2, 4]);
        assert_eq!(lists.entries, [1, 2, 3, 4]);
        assert_eq!(["а", "б", "в"].map(|key| map.get(key)), [Some(0), Some(0), Some(1)]);
    }
}
