/// A file format that a figure can be drawn in.
public enum FigureFormat: String, Sendable, CaseIterable {
  case svg, pdf, png
}
