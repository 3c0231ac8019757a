package import NumPyFiles
package import RunStore

extension StoredResults {
  /// The columns of ``RunStore/StoredResults/csv()`` as arrays of one axis, for an `.npz` file: one element per run,
  /// metric and step, one for a run without metrics. Columns that are numbers throughout are `<f8` (NaN where there is
  /// none), others text. The experiment's name, the same in every line, is left out.
  package func arrays() -> [NPZ.Entry] {
    var runNames: [String] = []
    var states: [String] = []
    var fields = [[String]](repeating: [], count: paths.count)
    var metrics: [String] = []
    var steps: [Double] = []
    var values: [Double] = []
    var errors: [String] = []
    for run in runs {
      let parameters = paths.map { run.parameters[$0] ?? "" }
      func add(_ metric: String, _ step: Double, _ value: Double) {
        runNames.append(run.id.hex)
        states.append(run.state.rawValue)
        for index in paths.indices { fields[index].append(parameters[index]) }
        metrics.append(metric)
        steps.append(step)
        values.append(value)
        errors.append(run.error ?? "")
      }
      if run.metrics.isEmpty { add("", .nan, .nan) }
      for metric in run.metrics { add(metric.name, Double(metric.step), metric.value) }
    }
    func doubles(_ name: String, _ values: [Double]) -> NPZ.Entry {
      NPZ.Entry(name, shape: [values.count], .doubles(values))
    }
    let columns: [NPZ.Entry] = zip(paths, fields).map { path, texts in
      let numbers = texts.compactMap { Double($0) }
      return numbers.count == texts.count ? doubles(path, numbers) : NPZ.Entry(path, texts: texts)
    }
    var entries = [NPZ.Entry("run", texts: runNames), NPZ.Entry("state", texts: states)]
    entries += columns
    entries += [NPZ.Entry("metric", texts: metrics), doubles("step", steps), doubles("value", values)]
    entries.append(NPZ.Entry("error", texts: errors))
    return entries
  }
}
