//! A drawing of a report, as inline SVG.

/// How values are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shape {
    /// A line a series.
    #[default]
    Lines,
    /// Bars beside each other.
    Bars,
    /// Bars on top of each other.
    Stacked,
}

/// Values of one name.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// Its name.
    pub name: String,
    /// One a label; `None` where there is none.
    pub values: Vec<Option<f64>>,
}

/// A drawing.
#[derive(Debug, Clone, Default)]
pub struct Chart {
    /// Anchor.
    pub id: String,
    /// What it shows, one line.
    pub title: String,
    /// How.
    pub shape: Shape,
    /// Along the x axis.
    pub labels: Vec<String>,
    /// Up to six.
    pub series: Vec<Series>,
    /// Of the y axis: `seconds`, `rows`, `findings`.
    pub unit: String,
    /// A line across: what was promised.
    pub limit: Option<f64>,
}
