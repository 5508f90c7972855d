//! The word vectors and the three networks, from the archives of navec and slovnet.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Read;

use anyhow::{Context, bail, ensure};
use depesha_nn::model_file::{ElementType, Header, ModelFileWriter};
use flate2::read::GzDecoder;
use fst::MapBuilder;
use serde_json::Value;

use super::wheel::Wheel;

/// The word vectors within the package.
const NAVEC: &str = "natasha/data/emb/navec_news_v1_1B_250K_300d_100q.tar";

/// The files of a tar archive by name.
type Archive = BTreeMap<String, Vec<u8>>;

/// The four model files and their names.
pub(crate) fn convert(natasha: &Wheel) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let navec = unpack(&natasha.read(NAVEC)?)?;
    let words: Vec<String> = navec_words(&navec)?.into_iter().map(|(word, _)| word).collect();
    let mut files = vec![("vectors.model".to_owned(), vectors(natasha, &navec, &words)?)];
    for (kind, archive, list, list_file) in [
        ("morphology", "slovnet_morph_news_v1", "tags", "vocabs/tag.gz"),
        ("syntax", "slovnet_syntax_news_v1", "relations", "vocabs/rel.gz"),
        ("names", "slovnet_ner_news_v1", "labels", "vocabs/tag.gz"),
    ] {
        let archive = unpack(&natasha.read(&format!("natasha/data/model/{archive}.tar"))?)?;
        let own_words = text(&archive, "vocabs/word.gz")?;
        ensure!(own_words == words.join("\n"), "{kind} has words of its own");
        let bytes = network(natasha, kind, &archive, list, list_file)?;
        files.push((format!("{kind}.model"), bytes));
    }
    Ok(files)
}

fn header(natasha: &Wheel, kind: &str) -> Header {
    let mut header = Header::new(kind, "russian");
    header.packages.push(natasha.package());
    header
}

/// `vectors.model`: of a word number w, the numbers 3q..3q+3 of the vector are
/// `codes[q][index[w][q]]`; `words` is an FST from the word to its number.
fn vectors(natasha: &Wheel, navec: &Archive, words: &[String]) -> anyhow::Result<Vec<u8>> {
    let quantized = file(navec, "pq.bin")?;
    let [vectors, dimension, parts, centroids] = [0, 4, 8, 12]
        .map(|at| u32::from_le_bytes(quantized[at..at + 4].try_into().unwrap()) as usize);
    ensure!(vectors == words.len(), "{vectors} vectors for {} words", words.len());
    let (index, codes) = quantized[16..].split_at(vectors * parts);
    let mut sorted: Vec<(&str, u64)> =
        words.iter().zip(0..).map(|(word, number)| (word.as_str(), number)).collect();
    sorted.sort_unstable();
    let mut map = MapBuilder::memory();
    for (word, number) in sorted {
        map.insert(word, number).with_context(|| format!("the word '{word}'"))?;
    }
    let mut writer = ModelFileWriter::new(header(natasha, "vectors"));
    writer.section("index", ElementType::U8, &[vectors, parts], index);
    writer.section("codes", ElementType::F32, &[parts, centroids, dimension / parts], codes);
    writer.bytes("words", &map.into_inner()?);
    Ok(writer.finish())
}

/// A network's tensors by name, its list of answers, and the list of word shapes.
fn network(
    natasha: &Wheel,
    kind: &str,
    archive: &Archive,
    list: &str,
    list_file: &str,
) -> anyhow::Result<Vec<u8>> {
    let tree: Value = serde_json::from_slice(file(archive, "model.json")?)?;
    let mut tensors = Vec::new();
    gather(&tree, String::new(), &mut tensors)?;
    tensors.sort_by_key(|tensor| tensor.array);
    let mut writer = ModelFileWriter::new(header(natasha, kind));
    for tensor in tensors {
        let bytes = file(archive, &format!("arrays/{}.bin", tensor.array))?;
        writer.section(&tensor_name(&tensor.path)?, ElementType::F32, &tensor.shape, bytes);
    }
    writer.text("shapes", &text(archive, "vocabs/shape.gz")?);
    writer.text(list, &text(archive, list_file)?);
    Ok(writer.finish())
}

struct Tensor {
    path: String,
    shape: Vec<usize>,
    array: u64,
}

/// Walks `model.json`. Leaves without `array` are the word vectors, which stand in their own file.
fn gather(tree: &Value, path: String, tensors: &mut Vec<Tensor>) -> anyhow::Result<()> {
    let below = |name: &str| match path.as_str() {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    match tree {
        Value::Object(fields) => {
            if let (Some(shape), Some(array)) = (fields.get("shape"), fields.get("array")) {
                ensure!(fields["dtype"] == "float32", "{path} is of type {}", fields["dtype"]);
                let shape = serde_json::from_value(shape.clone())?;
                let array = array.as_u64().with_context(|| format!("{path} has no number"))?;
                tensors.push(Tensor { path, shape, array });
                return Ok(());
            }
            for (name, value) in fields {
                gather(value, below(name), tensors)?;
            }
        }
        Value::Array(values) => {
            for (number, value) in values.iter().enumerate() {
                gather(value, below(&number.to_string()), tensors)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The name of a tensor in our files: `emb.shape.weight` stays as it is,
/// `encoder.layers.0.conv.weight` becomes `conv1.weight`, and the heads keep their paths.
fn tensor_name(path: &str) -> anyhow::Result<String> {
    let Some(rest) = path.strip_prefix("encoder.layers.") else {
        return Ok(path.to_owned());
    };
    let parts: Vec<&str> = rest.split('.').collect();
    let [layer, part, tensor] = parts[..] else { bail!("{path} is not a tensor of a layer") };
    Ok(format!("{part}{}.{tensor}", layer.parse::<u32>()? + 1))
}

/// How rare words are, by their beginnings: a line of a table for each rarity, `crates/ledger/data/rarity.tsv`.
pub(crate) fn rarities(natasha: &Wheel) -> anyhow::Result<String> {
    let navec = unpack(&natasha.read(NAVEC)?)?;
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut all = 0;
    for (word, count) in navec_words(&navec)? {
        all += u64::from(count);
        for beginning in depesha_ledger::beginnings(&word) {
            *counts.entry(beginning).or_default() += u64::from(count);
        }
    }
    let rarest = depesha_ledger::rarity(1, u64::MAX);
    let mut of_rarity: BTreeMap<u8, Vec<&str>> = BTreeMap::new();
    for (beginning, count) in &counts {
        let rarity = depesha_ledger::rarity(*count, all);
        // Of two letters and fewer a beginning tells nothing; foreign ones are what pages are made of, and names.
        let is_russian = beginning.chars().all(|letter| matches!(letter, 'а'..='я'));
        if is_russian && rarity < rarest && beginning.chars().count() > 2 {
            of_rarity.entry(rarity).or_default().push(beginning);
        }
    }
    let package = natasha.package();
    let mut table = format!(
        "# How rare words are in Russian news, by their beginnings, from 0; what is not here has {rarest}.\n\
         # From the counts of words that the word vectors of {} {} ship (navec, MIT; see NOTICE), by `cargo xtask model`.\n",
        package.name, package.version
    );
    for (rarity, beginnings) in of_rarity {
        writeln!(table, "{rarity}\t{}", beginnings.join(" "))?;
    }
    Ok(table)
}

/// The words, whose number is their place, each with how often it was counted: `vocab.bin` is gzip of how many there are, n,
/// of n counts, and of the words, one a line.
fn navec_words(navec: &Archive) -> anyhow::Result<Vec<(String, u32)>> {
    let mut bytes = Vec::new();
    GzDecoder::new(file(navec, "vocab.bin")?).read_to_end(&mut bytes)?;
    let count = u32::from_le_bytes(bytes[..4].try_into()?) as usize;
    let (counts, text) = bytes[4..].split_at(4 * count);
    let counts = counts.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes));
    let words: Vec<&str> = std::str::from_utf8(text)?.split('\n').collect();
    ensure!(words.len() == count, "{} words, where {count} were expected", words.len());
    Ok(words.into_iter().map(str::to_owned).zip(counts).collect())
}

fn unpack(bytes: &[u8]) -> anyhow::Result<Archive> {
    let mut files = Archive::new();
    for entry in tar::Archive::new(bytes).entries()? {
        let mut entry = entry?;
        let name = entry.path()?.to_string_lossy().into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content)?;
        files.insert(name, content);
    }
    Ok(files)
}

fn file<'a>(archive: &'a Archive, name: &str) -> anyhow::Result<&'a [u8]> {
    let found = archive.get(name).with_context(|| format!("the archive has no {name}"))?;
    Ok(found)
}

fn text(archive: &Archive, name: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    GzDecoder::new(file(archive, name)?).read_to_string(&mut text)?;
    Ok(text)
}
