internal import Matrices

/// A multiple of a layer's gradient Xᵀ·S of one batch, X [rows × inputs] what went in and S [rows × outputs] signals: a
/// matrix of the layer's size that is only made where its two factors would be more work.
///
/// With Gram matrices of rows × rows, ‖XᵀS‖² = Σ (XXᵀ ∘ SSᵀ), A·XᵀS = (AXᵀ)·S and E·(XᵀS)ᵀ = (ESᵀ)·X: for layers wider
/// than a batch these are fewer operations than the product of the whole matrix.
struct BatchGradient {
  private enum Form {
    case factors(inputs: Matrix, signals: Matrix, gram: Matrix)
    case whole(Matrix)
  }

  private let form: Form
  /// What the gradient is multiplied with.
  var scale: Float = 1

  init(inputs: Matrix, signals: Matrix) {
    let (rows, wide, narrow) = (inputs.rows, inputs.columns, signals.columns)
    form =
      rows * (wide + narrow) < wide * narrow
      ? .factors(inputs: inputs, signals: signals, gram: gram(inputs))
      : .whole(product(inputs, signals, transposeLeft: true))
  }

  /// Σ of the squares of all elements of the gradient itself, whatever the scale.
  var squaredNorm: Double {
    switch form {
    case .whole(let matrix): return matrix.elements.reduce(0) { $0 + Double($1) * Double($1) }
    case .factors(_, let signals, let ofInputs):
      let pairs = zip(ofInputs.elements, gram(signals).elements)
      // Products of single precision: a gradient of nearly nothing may come out as less.
      return max(0, pairs.reduce(0) { $0 + Double($1.0) * Double($1.1) })
    }
  }

  /// Adds to `sums` what activities [n × inputs] get from it: sums += scale · activities · XᵀS.
  func addSums(of activities: Matrix, to sums: inout Matrix) {
    switch form {
    case .whole(let matrix): multiply(activities, matrix, alpha: scale, beta: 1, into: &sums)
    case .factors(let inputs, let signals, let gram):
      // A net's inputs are the same wherever its weights are.
      let common = activities == inputs ? gram : product(activities, inputs, transposeRight: true)
      multiply(common, signals, alpha: scale, beta: 1, into: &sums)
    }
  }

  /// Adds to `back` what errors [n × outputs] send back through it: back += scale · errors · (XᵀS)ᵀ.
  func addErrors(of errors: Matrix, to back: inout Matrix) {
    switch form {
    case .whole(let matrix): multiply(errors, matrix, transposeRight: true, alpha: scale, beta: 1, into: &back)
    case .factors(let inputs, let signals, _):
      multiply(product(errors, signals, transposeRight: true), inputs, alpha: scale, beta: 1, into: &back)
    }
  }
}
