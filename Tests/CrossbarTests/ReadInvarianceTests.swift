import Crossbar
import DeviceModels
import Matrices
import Periphery
import Substrate
import Testing
import Units

/// A read's numbers depend on chip, step and sample only: not on threads, nor on how a batch is split.
@Suite struct ReadInvarianceTests {
  private func layer(
    _ mapping: WeightMapping, threads: Int = 1, tile: TileShape, inputs: Int = 70, outputs: Int = 45
  ) throws -> CrossbarLayer {
    let chip = chip(try card("pcm-joshi2020"), ChipConfiguration()) {
      $0.mapping = mapping
      $0.age = Seconds(50)
      $0.threads = threads
      $0.tile = tile
      $0.adc.noise = 0.3
    }
    var layer = try chip.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: false)
    layer.program(uniforms(inputs, outputs, "weights"))
    try layer.calibrate(on: normals(200, inputs, "calibration"))
    return layer
  }

  static let shapes = [(70, 45), (128, 128), (32, 16), (33, 17), (7, 45), (1, 1)].map {
    TileShape(rows: $0.0, columns: $0.1)
  }

  @Test(arguments: [WeightMapping.differentialPair, .referenceColumn], shapes)
  func anySplitAnyThreads(mapping: WeightMapping, tile: TileShape) throws {
    // One-cell tiles make thousands of blocks: a smaller layer shows as much.
    let small = tile.rows == 1
    let (inputs, outputs) = small ? (9, 5) : (70, 45)
    let activities = normals(300, inputs, "activities")
    var whole = try layer(mapping, tile: tile, inputs: inputs, outputs: outputs)
    let expected = whole.measure(activities)
    let again = whole.measure(activities)
    #expect(again != expected)
    for threads in [2, 3] {
      var other = try layer(mapping, threads: threads, tile: tile, inputs: inputs, outputs: outputs)
      #expect(other.measure(activities) == expected)
      #expect(other.measure(activities) == again)
      #expect(other.tally == whole.tally && other.saturatedOutputs == whole.saturatedOutputs)
      #expect(other.saturatedInputs == whole.saturatedInputs)
    }
    for sizes in [[1, 299], [128, 128, 44], [100, 100, 100], [3, 130, 167]] {
      var parts = try layer(mapping, tile: tile, inputs: inputs, outputs: outputs)
      for reference in [expected, again] {
        var found: [Float] = []
        var first = 0
        for size in sizes {
          found += parts.measurePart(activities.rows(first..<first + size), firstSample: first).elements
          first += size
        }
        parts.nextRead()
        #expect(found == reference.elements)
      }
      // Energies are sums in another order, all other counts are whole numbers.
      let energy = whole.tally.readEnergy
      #expect(abs(parts.tally.readEnergy - energy) <= 1e-12 * energy)
      var counts = parts.tally
      counts.readEnergy = energy
      #expect(counts == whole.tally && parts.saturatedOutputs == whole.saturatedOutputs)
    }
  }

  /// Samples of one batch do not see each other: rows exchanged come out exchanged where nothing is random.
  @Test func samplesAreIndependent() throws {
    var layer = try chip(try card("pcm-joshi2020"), ChipConfiguration()) { $0.readNoise = false }
      .layer(0, inputs: 40, outputs: 30, weightRange: 1, inSitu: false)
    layer.program(uniforms(40, 30, "weights"))
    try layer.calibrate(inputFullScale: 3)
    let activities = normals(200, 40, "activities")
    let order = Array((0..<200).reversed())
    let straight = layer.measure(activities)
    #expect(layer.measure(activities.rows(at: order)) == straight.rows(at: order))
  }

  /// Partial tiles hold what is left over, and every input and output lies on exactly one line.
  @Test func tilesCoverTheLayerOnce() {
    for (inputs, outputs, rows, columns) in [(784, 500, 128, 128), (5, 5, 5, 5), (6, 4, 5, 5), (1, 300, 7, 299)] {
      let grid = TileGrid(inputs: inputs, outputs: outputs, shape: TileShape(rows: rows, columns: columns))
      var covered = [Int](repeating: 0, count: inputs * outputs)
      for place in grid.places {
        #expect(place.inputs.count <= rows && place.outputs.count <= columns)
        for row in place.inputs { for column in place.outputs { covered[row * outputs + column] += 1 } }
      }
      #expect(covered.allSatisfy { $0 == 1 })
      #expect(grid.places.count == grid.gridRows * grid.gridColumns)
    }
  }
}
