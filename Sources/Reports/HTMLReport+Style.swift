extension HTMLReport {
  /// The page's style sheet: dark text on white, one column, prints well.
  static let style = """
    html { color: #1a1a1a; background: #ffffff; font: 16px/1.5 "Helvetica Neue", Helvetica, Arial, sans-serif; }
    main { max-width: 62rem; margin: 2rem auto 4rem; padding: 0 1.2rem; }
    h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 0.6rem; }
    h2 { font-size: 1.2rem; margin: 2.2rem 0 0.6rem; }
    .question { font-size: 1.1rem; margin: 0 0 0.8rem; }
    .answer { border-left: 4px solid #0072b2; padding: 0.4rem 0 0.4rem 0.9rem; margin: 0 0 1.5rem; }
    figure { margin: 1.2rem 0 1.8rem; }
    figure svg { display: block; width: 100%; height: auto; image-rendering: pixelated; }
    figcaption { font-size: 0.9rem; margin-top: 0.4rem; }
    .files { color: #555555; white-space: normal; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; font-size: 0.9rem; margin: 0.8rem 0 1.2rem; }
    caption { text-align: left; margin-bottom: 0.4rem; }
    th { text-align: left; border-bottom: 1.5px solid #1a1a1a; padding: 0.25rem 0.9rem 0.25rem 0; }
    td { border-bottom: 1px solid #e2e2e2; padding: 0.25rem 0.9rem 0.25rem 0; vertical-align: top; }
    .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    tr.default td { color: #666666; }
    code { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.92em; }
    dt { font-weight: 600; float: left; clear: left; margin-right: 0.6rem; }
    dd { margin: 0 0 0.2rem; }
    @media print { details > * { display: block; } main { margin: 0; max-width: none; } }
    """
}
