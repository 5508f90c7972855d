//! The picture of a page for the README, drawn from what the program itself prints.

use std::path::Path;
use std::process::Command;

use anstyle::{Color, RgbColor};
use anstyle_svg::{Palette, Term};
use anyhow::{Context, bail, ensure};
use clap::Args;

/// The report that the README's first command reads, from the root of the repository.
const REPORT: &str = "examples/visit.txt";

/// Where the picture lies, from the root of the repository.
const PICTURE: &str = "docs/read.svg";

/// Columns of the pictured page, as many as a terminal mostly has.
const COLUMNS: &str = "80";

/// Lines after which the page is cut, at the end of a statement: as many as fit on a screen.
const MOST_LINES: usize = 42;

/// A dark ground and colours that are easy to read on it, by feel.
const GROUND: Color = Color::Rgb(RgbColor(27, 31, 38));
const WORDS: Color = Color::Rgb(RgbColor(214, 218, 224));
/// The terminal's eight colours from black to white, then their bright forms.
const COLOURS: [RgbColor; 16] = {
    let black = RgbColor(60, 66, 76);
    let red = RgbColor(232, 116, 118);
    let green = RgbColor(142, 196, 118);
    let yellow = RgbColor(226, 188, 112);
    let blue = RgbColor(106, 172, 240);
    let magenta = RgbColor(206, 142, 228);
    let cyan = RgbColor(98, 194, 206);
    let white = RgbColor(214, 218, 224);
    [
        black, red, green, yellow, blue, magenta, cyan, white, //
        black, red, green, yellow, blue, magenta, cyan, white,
    ]
};

/// What `cargo xtask picture` takes.
#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing, and compare with the picture that is there
    #[arg(long)]
    check: bool,
}

/// Draws the picture; the same program draws the same bytes.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let root = crate::workspace_root();
    let drawn = drawn(&printed_page(&root)?);
    let path = root.join(PICTURE);
    if arguments.check {
        let found = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        ensure!(
            found == drawn,
            "{PICTURE} is not what the program prints; draw it anew with `cargo xtask picture`"
        );
        println!("{PICTURE} is what the program prints");
    } else {
        std::fs::write(&path, &drawn)
            .with_context(|| format!("cannot write {}", path.display()))?;
        println!("{:>10} bytes  {PICTURE}", drawn.len());
    }
    Ok(())
}

/// What the program prints of the report, in colours.
fn printed_page(root: &Path) -> anyhow::Result<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .current_dir(root)
        .args(["run", "--quiet", "--release", "--package", "depesha-cli", "--"])
        .args(["read", REPORT, "--color", "always", "--quiet", "--width", COLUMNS])
        .env_remove("DEPESHA_MODEL")
        .output()
        .context("cargo cannot be run")?;
    if !output.status.success() {
        bail!("depesha failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).context("the page is not in UTF-8")
}

/// The page as a terminal shows it, under the command that prints it.
fn drawn(page: &str) -> String {
    let screen = format!("$ depesha read {REPORT}\n\n{}", beginning(page));
    Term::new()
        .palette(Palette(COLOURS))
        .bg_color(GROUND)
        .fg_color(WORDS)
        .render_svg(screen.trim_end())
}

/// As many whole statements as there is room for, with an ellipsis where some are cut.
fn beginning(page: &str) -> String {
    let lines: Vec<&str> = page.lines().collect();
    if lines.len() <= MOST_LINES {
        return page.to_owned();
    }
    let end = lines[..=MOST_LINES].iter().rposition(|line| line.is_empty()).unwrap_or(MOST_LINES);
    format!("{}\n\n…\n", lines[..end].join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_page_is_cut_at_the_end_of_a_statement() {
        let statement = "1  Мэр\n   Мост открыт\n   с мая\n\n";
        let cut = beginning(&statement.repeat(20));
        assert!(cut.ends_with("   с мая\n\n…\n"), "{cut}");
        assert!(cut.lines().count() <= MOST_LINES + 2);
        assert_eq!(beginning(statement), statement);
    }

    #[test]
    fn colours_become_styles_of_the_picture() {
        let picture = drawn("1  \u{1b}[1mМэр\u{1b}[0m  \u{1b}[36mindirect\u{1b}[0m\n");
        assert!(picture.starts_with("<svg"), "{picture}");
        assert!(picture.contains(r#"<tspan class="bold">Мэр</tspan>"#), "{picture}");
        assert!(!picture.contains('\u{1b}'));
    }
}
