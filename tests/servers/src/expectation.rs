/// A line of the file with the expectations.
#[derive(Clone)]
pub(crate) struct Expectation {
    /// The path and the options, as the file has them.
    pub(crate) condition: String,
    pub(crate) exit: i32,
    pub(crate) posts: usize,
    /// A part of the error.
    pub(crate) error: String,
}

impl Expectation {
    /// Reads the lines for a server.
    pub(crate) fn of(server: &str, file: &str) -> Vec<Self> {
        let mut is_named = false;
        let mut found = Vec::new();
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(servers) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                is_named = servers.split(' ').any(|name| name == server);
            } else if is_named {
                found.push(Self::parse(line).unwrap_or_else(|| panic!("not an expectation: {line}")));
            }
        }
        found
    }

    /// Returns the names of all sections.
    pub(crate) fn sections(file: &str) -> impl Iterator<Item = &str> {
        let titles = file
            .lines()
            .filter_map(|line| line.strip_prefix('[')?.strip_suffix(']'));
        titles.flat_map(|title| title.split(' '))
    }

    fn parse(line: &str) -> Option<Self> {
        let (condition, end) = line.split_once("=>")?;
        let mut words = end.trim().splitn(3, ' ');
        Some(Self {
            condition: condition.trim_end().to_owned(),
            exit: words.next()?.parse().ok()?,
            posts: words.next()?.parse().ok()?,
            error: words.next().unwrap_or_default().trim_start().to_owned(),
        })
    }
}
