import Dispatch
import Matrices
import Testing

@Suite struct MatrixProductTests {
  let left = Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6])
  let right = Matrix(rows: 3, columns: 2, elements: [7, 8, 9, 10, 11, 12])

  @Test func multipliesAsByHand() {
    #expect(product(left, right).elements == [58, 64, 139, 154])
  }

  @Test func transposesEitherFactor() {
    #expect(product(left.transposed, right, transposeLeft: true) == product(left, right))
    #expect(product(left, right.transposed, transposeRight: true) == product(left, right))
  }

  @Test func addsToWhatIsThere() {
    var result = Matrix(rows: 2, columns: 2, elements: [1, 1, 1, 1])
    multiply(left, right, alpha: 2, beta: 3, into: &result)
    #expect(result.elements == [119, 131, 281, 311])
  }

  @Test func gathersAndStacksRows() {
    #expect(right.rows(at: [2, 0]).elements == [11, 12, 7, 8])
    #expect(right.rows(1..<3).stacked(on: right.rows(0..<1)).elements == [9, 10, 11, 12, 7, 8])
    #expect(left.transposed.elements == [1, 4, 2, 5, 3, 6])
    let parts = [right.rows(1..<3), right.rows(0..<0), right]
    let stacked = Matrix(stacking: parts)
    #expect(stacked.elements == [9, 10, 11, 12, 7, 8, 9, 10, 11, 12])
    #expect(stacked.split(into: [2, 0, 3]) == parts)
    #expect(Matrix(stacking: [left]) == left && left.split(into: [2]) == [left])
  }

  /// A Gram matrix is the product with its own transpose, exactly symmetric, for half of the work.
  @Test(arguments: [(1, 5), (37, 3), (100, 784)]) func gramMatrices(rows: Int, columns: Int) {
    let matrix = Matrix(
      rows: rows, columns: columns, elements: (0..<rows * columns).map { Float(($0 * 7) % 1_009) / 1_009 - 0.5 })
    let work = DigitalWork()
    let found = DigitalWork.meter.withValue(work) { gram(matrix) }
    let wanted = product(matrix, matrix, transposeRight: true)
    let far = zip(found.elements, wanted.elements).map { abs($0 - $1) }.max() ?? 0
    #expect(far <= 1e-6 * Float(columns) && found == found.transposed)
    #expect(work.products == Double(rows * (rows + 1) / 2 * columns))
    #expect(gram(left).elements == [14, 32, 32, 77])
    #expect(gram(Matrix(rows: 2, columns: 0)) == Matrix(rows: 2, columns: 2))
    #expect(gram(Matrix(rows: 0, columns: 3)).count == 0)
  }

  /// Products that are cut into blocks: the same bits on any number of threads, and right. Shapes that are cut by rows
  /// and by columns, with rests, in all four transpositions.
  @Test(arguments: [(300, 130, 100), (70, 500, 90), (1_000, 10, 300), (257, 257, 33)])
  func blocksChangeNothing(m: Int, n: Int, k: Int) {
    func numbers(_ rows: Int, _ columns: Int, _ prime: Int) -> Matrix {
      Matrix(
        rows: rows, columns: columns,
        elements: (0..<rows * columns).map { Float(($0 * prime) % 1_009) / 1_009 - 0.5 })
    }
    let (a, b, c) = (numbers(m, k, 7), numbers(k, n, 11), numbers(m, n, 13))
    for (transposeLeft, transposeRight) in [(false, false), (true, false), (false, true), (true, true)] {
      let (left, right) = (transposeLeft ? a.transposed : a, transposeRight ? b.transposed : b)
      func result(_ threads: Int) -> Matrix {
        var result = c
        Workers.threads.withValue(threads) {
          multiply(
            left, right, transposeLeft: transposeLeft, transposeRight: transposeRight, alpha: 0.5, beta: 2,
            into: &result)
        }
        return result
      }
      let one = result(1)
      #expect(result(2) == one && result(5) == one)
      for (row, column) in [(0, 0), (m - 1, n - 1), (m / 2, n / 3), (m / 3, n - 1)] {
        let exact = (0..<k).reduce(2 * Double(c[row, column])) {
          $0 + 0.5 * Double(a[row, $1]) * Double(b[$1, column])
        }
        #expect(abs(Double(one[row, column]) - exact) < 1e-4)
      }
    }
  }

  /// Every part is done once, on as many threads as are asked for; inside a part work does not split again.
  @Test func workersDoEveryPartOnce() {
    for threads in [1, 2, 4] {
      var done = [Int](repeating: 0, count: 1_000)
      done.withUnsafeMutableBufferPointer { done in
        nonisolated(unsafe) let done = done
        Workers.threads.withValue(threads) {
          Workers.run(1_000) { part in
            if threads > 1, Workers.threads.get() != 1 { return }
            done[part] += 1
          }
        }
      }
      #expect(done.allSatisfy { $0 == 1 })
    }
    #expect(Workers.threads.get() == 1)
  }

  /// Many short jobs one after the other, from several callers at once, with more threads than there are processors.
  @Test func jobsOfSeveralCallersDoNotMix() {
    let (callers, jobs, parts) = (3, 3_000, 7)
    var sums = [Int](repeating: 0, count: callers * parts)
    sums.withUnsafeMutableBufferPointer { sums in
      nonisolated(unsafe) let sums = sums
      DispatchQueue.concurrentPerform(iterations: callers) { caller in
        Workers.threads.withValue(3) {
          for job in 0..<jobs { Workers.run(parts) { part in sums[caller * parts + part] += job + part } }
        }
      }
    }
    for caller in 0..<callers {
      for part in 0..<parts {
        #expect(sums[caller * parts + part] == jobs * (jobs - 1) / 2 + jobs * part)
      }
    }
  }
}
