// Loss given default that rises with the conditional default rate c, without a parameter of its own:
//   LGD(c) = Phi(Phi^-1(c) - k) / c,   k = (Phi^-1(PD) - Phi^-1(PD LGD)) / sqrt(1 - rho)
// so that loss c LGD(c) is comonotone with c and has mean PD LGD. Source: Frye and Jacobs, Credit loss and
// systematic loss given default, J. Credit Risk 8 (2012) 109-140. Valid for 0 < PD, LGD < 1, 0 <= rho < 1.
#pragma once

namespace recoup {

/// k: the same for every conditional default rate.
double frye_jacobs_risk_index(double default_probability, double loss_given_default, double correlation);

double frye_jacobs_loss_given_default(double conditional_default_rate, double risk_index);

}  // namespace recoup
