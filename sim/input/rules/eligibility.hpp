// The language of `when` (segments) and `who` (measures): a yes, a no or, where a value is missing, unknown.
//
//   rule    = either { "or" either };  either = negated { "and" negated };  negated = [ "not" ] test
//   test    = value { ("==" | "!=" | "<" | "<=" | ">" | ">=") value } | value [ "not" ] "in" "[" literals "]"
//           | name "is" [ "not" ] "empty"
//   value   = name | number | "text" | true | false | "(" rule ")"
//
// A chain `a < x <= b` means `a < x and x <= b`. Missing values follow Kleene's strong three-valued logic
// (Introduction to Metamathematics, 1952, section 64): no matter what the value were, `no and unknown` is no;
// `is empty` alone never is unknown.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/problems/problems.hpp"

namespace recoup::sim {

enum class Truth { no, yes, unknown };

/// `flag`: a column of 0 and 1, a number and a yes/no alike. `nothing`: a column without any value.
enum class RuleType { number, flag, text, boolean, date, nothing };

/// A value of a row: missing, yes/no, number (dates as days since 1970) or text.
using RuleValue = std::variant<std::monostate, bool, double, std::string_view>;

struct Expression {
    enum class Kind { either, both, negation, comparison, membership, emptiness, name, literal };
    enum class Operator { equal, unequal, less, less_or_equal, greater, greater_or_equal };

    Kind kind = Kind::literal;
    std::vector<Expression> operands;
    std::vector<Operator> operators;  ///< of a comparison, between its operands
    std::string text;                 ///< of a name or a text literal
    std::variant<std::monostate, bool, double, std::string> literal;
    std::size_t position = 0;  ///< in the rule, from 1; parentheses around it are outside
    std::size_t end = 0;       ///< past its last character
    int slot = -1;             ///< of a name: its place among the names that a row offers
};

/// A rule with the place where it was written.
struct Rule {
    Expression expression;
    std::string text;
    std::string where;
    std::string field;
};

/// A name that a rule may use. Texts that are known beforehand (states, segments) are checked for typos.
struct RuleName {
    std::string name;
    RuleType type = RuleType::number;
    std::vector<std::string> known_texts;
    std::string note;             ///< why the type is what it is, for messages
    std::string given_name = {};  ///< of the tape's column that is read as this, where it has another name
};

/// Empty when the text is not a rule; the problem names the position.
std::optional<Rule> parse_rule(const std::string& text, const std::string& where, const std::string& field,
                               Problems& problems);

std::set<std::string> names_in(const Expression& expression);

/// Finds every name among `names` and checks the types; all problems at once. False when there were any.
/// `also_there` are names that exist but were not kept: for "did you mean" alone.
bool bind_rule(Rule& rule, const std::vector<RuleName>& names, const std::vector<std::string>& also_there,
               Problems& problems);

/// Value of the name in a slot for the row at hand.
using RowValues = std::function<RuleValue(int slot)>;

/// Names that a row has no value of, where the rule is more than whether they are empty.
std::set<std::string> names_without_value(const Expression& bound, const RowValues& row);

Truth evaluate(const Expression& bound, const RowValues& row);

}  // namespace recoup::sim
