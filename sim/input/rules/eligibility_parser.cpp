#include <fmt/format.h>

#include <cctype>
#include <charconv>

#include "sim/input/rules/eligibility.hpp"

namespace recoup::sim {

namespace {

constexpr int deepest_nesting = 100;

struct Token {
    enum class Kind { name, number, text, symbol, end };
    Kind kind = Kind::end;
    std::string text;
    double number = 0.0;
    std::size_t position = 0;
    std::size_t end = 0;
};

struct SyntaxError {
    std::size_t position;
    std::string what;
    std::string suggestion;
};

class Lexer {
  public:
    explicit Lexer(const std::string& text) : text_(text) {}

    std::vector<Token> tokens() {
        std::vector<Token> list;
        do {
            list.push_back(next());
            list.back().end = i_ + 1;
        } while (list.back().kind != Token::Kind::end);
        return list;
    }

  private:
    char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
    static bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
    static bool is_digit(char c) { return c >= '0' && c <= '9'; }

    Token next() {
        while (std::isspace(static_cast<unsigned char>(at(i_))) != 0) {
            ++i_;
        }
        Token token;
        token.position = i_ + 1;
        const char c = at(i_);
        if (i_ >= text_.size()) {
            return token;
        }
        if (is_letter(c)) {
            return name(token);
        }
        if (is_digit(c) || ((c == '-' || c == '.') && (is_digit(at(i_ + 1)) || at(i_ + 1) == '.'))) {
            return number(token);
        }
        return c == '"' || c == '\'' ? quoted(token) : symbol(token);
    }

    Token name(Token token) {
        token.kind = Token::Kind::name;
        while (is_letter(at(i_)) || is_digit(at(i_))) {
            token.text += at(i_++);
        }
        return token;
    }

    Token number(Token token) {
        token.kind = Token::Kind::number;
        const char* begin = text_.data() + i_;
        const auto result = std::from_chars(begin, text_.data() + text_.size(), token.number);
        const auto length = static_cast<std::size_t>(result.ptr - begin);
        if (result.ec != std::errc() || is_letter(at(i_ + length))) {
            throw SyntaxError{token.position, "not a number", "Put quotes around texts"};
        }
        token.text = text_.substr(i_, length);
        i_ += length;
        return token;
    }

    Token quoted(Token token) {
        token.kind = Token::Kind::text;
        const char quote = at(i_++);
        while (i_ < text_.size() && at(i_) != quote) {
            token.text += at(i_++);
        }
        if (i_ >= text_.size()) {
            throw SyntaxError{token.position, "the quote is not closed", ""};
        }
        ++i_;
        return token;
    }

    Token symbol(Token token) {
        token.kind = Token::Kind::symbol;
        for (const char* each :
             {"==", "!=", "<=", ">=", "&&", "||", "<", ">", "(", ")", "[", "]", ",", "=", "!"}) {
            const std::string candidate(each);
            if (text_.compare(i_, candidate.size(), candidate) == 0) {
                token.text = candidate;
                i_ += candidate.size();
                return spelled(token);
            }
        }
        throw SyntaxError{
            token.position, fmt::format("'{}' has no meaning here", at(i_)),
            "Rules know or, and, not, in, is empty, comparisons, names, numbers and texts in quotes"};
    }

    static Token spelled(const Token& token) {
        const auto instead = [&](const char* word) -> SyntaxError {
            return {token.position, fmt::format("'{}' is not part of the language", token.text),
                    fmt::format("Write {}", word)};
        };
        if (token.text == "=") {
            throw instead("==");
        }
        if (token.text == "&&" || token.text == "||" || token.text == "!") {
            throw instead(token.text == "&&" ? "and" : token.text == "||" ? "or" : "not");
        }
        return token;
    }

    const std::string& text_;
    std::size_t i_ = 0;
};

class Parser {
  public:
    explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

    Expression rule() {
        Expression expression = either();
        if (peek().kind != Token::Kind::end) {
            throw unexpected();
        }
        return expression;
    }

  private:
    const Token& peek() const { return tokens_[i_]; }
    bool is_word(const char* word) const { return peek().kind == Token::Kind::name && peek().text == word; }
    bool is_symbol(const char* symbol) const {
        return peek().kind == Token::Kind::symbol && peek().text == symbol;
    }
    bool take_word(const char* word) { return is_word(word) && ++i_ > 0; }
    bool take_symbol(const char* symbol) { return is_symbol(symbol) && ++i_ > 0; }

    SyntaxError unexpected() const {
        if (peek().kind == Token::Kind::end) {
            return {peek().position, "the rule ends too early", ""};
        }
        return {peek().position, fmt::format("'{}' is not expected here", peek().text), ""};
    }

    Expression make(Expression::Kind kind) const {
        Expression expression;
        expression.kind = kind;
        expression.position = peek().position;
        return expression;
    }

    Expression ended(Expression expression) const {
        expression.end = tokens_[i_ - 1].end;
        return expression;
    }

    Expression either() { return sequence(Expression::Kind::either, "or", &Parser::both); }
    Expression both() { return sequence(Expression::Kind::both, "and", &Parser::negated); }

    Expression sequence(Expression::Kind kind, const char* word, Expression (Parser::*part)()) {
        Expression whole = make(kind);
        whole.operands.push_back((this->*part)());
        while (take_word(word)) {
            whole.operands.push_back((this->*part)());
        }
        return whole.operands.size() == 1 ? std::move(whole.operands.front()) : ended(std::move(whole));
    }

    Expression negated() {
        if (++depth_ > deepest_nesting) {
            throw SyntaxError{peek().position, "the rule is nested too deeply", ""};
        }
        Expression expression = make(Expression::Kind::negation);
        if (take_word("not")) {
            expression.operands.push_back(negated());
            expression = ended(std::move(expression));
        } else {
            expression = test();
        }
        --depth_;
        return expression;
    }

    Expression test() {
        Expression comparison = make(Expression::Kind::comparison);
        comparison.operands.push_back(value());
        if (is_word("in") || is_word("not")) {
            return membership(std::move(comparison));
        }
        if (is_word("is")) {
            return emptiness(std::move(comparison));
        }
        while (const auto op = take_operator()) {
            comparison.operators.push_back(*op);
            comparison.operands.push_back(value());
        }
        return comparison.operators.empty() ? std::move(comparison.operands.front())
                                            : ended(std::move(comparison));
    }

    std::optional<Expression::Operator> take_operator() {
        using Operator = Expression::Operator;
        constexpr std::pair<const char*, Operator> operators[] = {
            {"==", Operator::equal},         {"!=", Operator::unequal},
            {"<=", Operator::less_or_equal}, {">=", Operator::greater_or_equal},
            {"<", Operator::less},           {">", Operator::greater}};
        for (const auto& [symbol, op] : operators) {
            if (take_symbol(symbol)) {
                return op;
            }
        }
        return std::nullopt;
    }

    Expression emptiness(Expression start) {
        ++i_;  // is
        const Expression before = start;
        const bool negative = take_word("not");
        if (!take_word("empty") || start.operands.front().kind != Expression::Kind::name) {
            throw SyntaxError{start.position, "`is` asks whether a name has a value",
                              "Write name is not empty"};
        }
        start.kind = Expression::Kind::emptiness;
        start = ended(std::move(start));
        return negative ? negation_of(before, std::move(start)) : start;
    }

    static Expression negation_of(Expression negation, Expression inside) {
        negation.kind = Expression::Kind::negation;
        negation.end = inside.end;
        negation.operands = {std::move(inside)};
        return negation;
    }

    Expression membership(Expression start) {
        const Expression before = start;
        const bool negative = take_word("not");
        if (!take_word("in")) {
            throw unexpected();
        }
        start.kind = Expression::Kind::membership;
        if (!take_symbol("[")) {
            throw SyntaxError{peek().position, "a list is expected after `in`", "Write in [\"a\", \"b\"]"};
        }
        do {
            start.operands.push_back(value());
            if (start.operands.back().kind != Expression::Kind::literal) {
                throw SyntaxError{start.operands.back().position, "a list holds numbers or texts only",
                                  "Put quotes around texts"};
            }
        } while (take_symbol(","));
        if (!take_symbol("]")) {
            throw unexpected();
        }
        start = ended(std::move(start));
        return negative ? negation_of(before, std::move(start)) : start;
    }

    Expression value() {
        if (take_symbol("(")) {
            Expression inside = either();
            if (!take_symbol(")")) {
                throw unexpected();
            }
            return inside;
        }
        Expression expression = make(Expression::Kind::literal);
        const Token token = peek();
        if (token.kind == Token::Kind::number) {
            expression.literal = token.number;
        } else if (token.kind == Token::Kind::text) {
            expression.literal = token.text;
        } else if (token.kind != Token::Kind::name || is_word("and") || is_word("or") || is_word("in") ||
                   is_word("is")) {
            throw unexpected();
        } else if (token.text == "true" || token.text == "false") {
            expression.literal = token.text == "true";
        } else {
            expression.kind = Expression::Kind::name;
        }
        expression.text = token.text;
        ++i_;
        return ended(std::move(expression));
    }

    std::vector<Token> tokens_;
    std::size_t i_ = 0;
    int depth_ = 0;
};

}  // namespace

std::optional<Rule> parse_rule(const std::string& text, const std::string& where, const std::string& field,
                               Problems& problems) {
    try {
        Rule rule{{}, text, where, field};
        rule.expression = Parser(Lexer(text).tokens()).rule();
        return rule;
    } catch (const SyntaxError& error) {
        problems.error(where, field, "\"" + text + "\"",
                       fmt::format("character {}: {}", error.position, error.what), "", error.suggestion);
        return std::nullopt;
    }
}

}  // namespace recoup::sim
