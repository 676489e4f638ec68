"""How curved is the loss where a run is? Eigenvalues of its Hessian, beside the lines of stability."""
