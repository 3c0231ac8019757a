internal import Datasets
internal import ExperimentFiles
internal import Matrices

/// A set of images with fewer classes and fewer pixels than its source has.
struct ReducedData {
  private let configuration: ResolvedConfiguration

  init(_ configuration: ResolvedConfiguration) { self.configuration = configuration }

  /// The parts as configured. With fewer classes more images are taken from the source, so that enough are left.
  /// - Throws: `DatasetError`; `ExperimentError.unsupported` for classes and blocks that the images do not have.
  func split(_ source: DataSource, seed: UInt64) throws -> DataSplit {
    let counts = [DataFields.train, DataFields.validation, DataFields.test].map { configuration[$0] }
    let kept = configuration[DataFields.classes]
    // Of ten classes alike, with a margin of a third.
    let taken = counts.map { count in kept.map { count == 0 ? 0 : count * 40 / (3 * $0) + 20 } ?? count }
    let split = try source.split(
      train: taken[0], validation: taken[1], test: taken[2], seed: seed,
      firstLabel: configuration[DataFields.firstLabel])
    return DataSplit(
      train: try reduced(split.train, DataFields.train),
      validation: try reduced(split.validation, DataFields.validation),
      test: try reduced(split.test, DataFields.test))
  }

  private func reduced(_ images: LabelledImages, _ count: Setting<Int>) throws -> LabelledImages {
    var images = images
    if let kept = configuration[DataFields.classes] {
      guard kept <= images.classes else {
        throw ExperimentError.unsupported(
          path: DataFields.classes.path, value: "\(kept)", allowed: "2...\(images.classes), which the images have")
      }
      let wanted = configuration[count]
      let places = images.labels.indices.filter { images.labels[$0] < kept }.prefix(wanted)
      guard places.count == wanted else {
        throw ExperimentError.unsupported(
          path: count.path, value: "\(wanted)", allowed: "at most \(places.count) images of \(kept) classes, as found")
      }
      let some = images.subset(at: places)
      images = LabelledImages(
        name: some.name, images: some.images, labels: some.labels, height: some.height, width: some.width,
        channels: some.channels, classes: kept, classNames: some.classNames.map { Array($0.prefix(kept)) },
        isTable: some.isTable)
    }
    let side = configuration[DataFields.pooling]
    return side == 1 ? images : try pooled(images, side)
  }

  /// Means over blocks of pixels.
  private func pooled(_ images: LabelledImages, _ side: Int) throws -> LabelledImages {
    guard !images.isTable, images.height % side == 0, images.width % side == 0 else {
      throw ExperimentError.unsupported(
        path: DataFields.pooling.path, value: "\(side)",
        allowed: images.isTable
          ? "1 for tables" : "divisors of both sides of images of \(images.height) x \(images.width)")
    }
    let (height, width) = (images.height / side, images.width / side)
    var result = Matrix(rows: images.count, columns: height * width * images.channels)
    for image in 0..<images.count {
      for channel in 0..<images.channels {
        for row in 0..<images.height {
          for column in 0..<images.width {
            let from = (channel * images.height + row) * images.width + column
            let to = (channel * height + row / side) * width + column / side
            result.elements[image * result.columns + to] +=
              images.images.elements[image * images.pixels + from] / Float(side * side)
          }
        }
      }
    }
    return LabelledImages(
      name: images.name, images: result, labels: images.labels, height: height, width: width, channels: images.channels,
      classes: images.classes, classNames: images.classNames)
  }
}
