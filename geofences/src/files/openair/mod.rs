//! OpenAir: the text format of gliding, read as zones that restrict.
//!
//! Every airspace (`AC` … up to the next `AC`) gives one [`crate::Zone`], or at least one problem of
//! [`Severity::Error`] with its line. OpenAir knows no permission, so that each doubt is resolved
//! by making the zone larger. docs/formats/openair.md says how each record is understood.

mod block;
mod classes;
mod coordinates;
mod geometry;
mod limits;
mod lines;
mod outline;
#[cfg(test)]
mod tests;

use super::{AirspaceFile, ReadOptions};
use crate::{Bilingual, ProblemPlace, Severity};
use block::Block;
use lines::Record;
use std::collections::HashSet;

/// Reads an OpenAir file.
pub fn read(bytes: &[u8], options: &ReadOptions<'_>) -> AirspaceFile {
    let mut reader = Reader {
        options,
        file: AirspaceFile::default(),
        block: None,
        blocks: 0,
        in_terrain: false,
        ids: HashSet::new(),
    };
    let (text, is_latin_1) = lines::text_of(bytes);
    if is_latin_1 {
        reader.file.problem(
            Severity::Note,
            "openair-latin-1",
            reader.place(None),
            Bilingual::new(
                "the file is not UTF-8 and was read as Latin-1; names may look wrong",
                "文件不是 UTF-8 编码，已按 Latin-1 读取；名称可能显示不正确",
            ),
            Some(Bilingual::new("save it as UTF-8", "请另存为 UTF-8")),
        );
    }
    for record in lines::records(&text) {
        reader.record(record);
    }
    reader.finish_block();
    if reader.blocks == 0 {
        reader.file.problem(
            Severity::Error,
            "no-features",
            reader.place(None),
            Bilingual::new(
                "the file holds no airspace: no line starts with AC",
                "文件中没有空域：没有以 AC 开头的行",
            ),
            None,
        );
    }
    if let Some(progress) = options.progress {
        progress(bytes.len() as u64);
    }
    reader.file
}

struct Reader<'a> {
    options: &'a ReadOptions<'a>,
    file: AirspaceFile,
    block: Option<Block>,
    blocks: usize,
    in_terrain: bool,
    ids: HashSet<String>,
}

impl Reader<'_> {
    fn place(&self, line: Option<usize>) -> ProblemPlace {
        ProblemPlace {
            file: Some(self.options.file.to_owned()),
            line,
            ..ProblemPlace::default()
        }
    }

    fn record(&mut self, record: Record<'_>) {
        match record.key.to_ascii_uppercase().as_str() {
            "AC" => {
                self.finish_block();
                self.in_terrain = false;
                let place = ProblemPlace {
                    feature: Some(self.blocks),
                    ..self.place(Some(record.line))
                };
                self.block = Some(Block::new(place, record.rest));
                self.blocks += 1;
            }
            // Terrain, open and closed: colour on a map, with points of its own.
            "TO" | "TC" => {
                self.finish_block();
                self.in_terrain = true;
                self.file.problem(
                    Severity::Warning,
                    "openair-terrain-not-read",
                    self.place(Some(record.line)),
                    Bilingual::new(
                        "a terrain record is no airspace and was not read",
                        "地形记录不是空域，未读取",
                    ),
                    None,
                );
            }
            // Pens, brushes and colours of a map.
            "SP" | "SB" => {}
            key => {
                if let Some(block) = &mut self.block {
                    block.record(key, record, &mut self.file);
                } else if !self.in_terrain {
                    self.outside(record);
                }
            }
        }
    }

    fn outside(&mut self, record: Record<'_>) {
        self.file.problem(
            Severity::Error,
            "openair-record-outside",
            self.place(Some(record.line)),
            Bilingual::new(
                format!("record {:?} stands before the first AC", record.key),
                format!("记录 {:?} 出现在第一个 AC 之前", record.key),
            ),
            Some(Bilingual::new(
                "an airspace starts with its class, for example AC P",
                "每个空域须以类别行开头，例如 AC P",
            )),
        );
    }

    fn finish_block(&mut self) {
        if let Some(block) = self.block.take()
            && let Some(zone) = block.finish(&mut self.ids, self.options, &mut self.file)
        {
            self.file.zones.push(zone);
        }
    }
}
