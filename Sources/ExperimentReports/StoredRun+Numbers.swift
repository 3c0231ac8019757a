internal import RunStore

extension StoredRun {
  /// The numbers of a field that is a list, in the units that the store keeps (`[3600.0 s, 86400.0 s]`); nil without the
  /// field, items that are no numbers left out.
  func numbers(at path: String) -> [Double]? {
    parameters[path].map { text in
      text.filter { $0 != "[" && $0 != "]" }.split(separator: ",").compactMap {
        $0.split(separator: " ").first.flatMap { Double($0) }
      }
    }
  }
}
