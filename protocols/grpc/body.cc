// Message by message: out of the frame, out of compression, into a Value.
#include "protocols/grpc/body.h"

#include <algorithm>

#include "protocols/base/ascii.h"
#include "protocols/grpc/compression.h"
#include "protocols/http/media_type.h"

namespace goldwire::grpc {
namespace {

/// Kept of all messages of a body once decompressed: the largest message that gRPC takes unasked.
constexpr std::size_t kMostKept = 4U << 20;
/// Decompressed at all, of all messages of a body.
constexpr std::size_t kMostExpanded = 64U << 20;

class BodyReader {
 public:
  BodyReader(DescribedBody& out, std::string_view encoding, const ReadMessage& read)
      : out_(out), encoding_(encoding), read_(read) {}

  void take(const Message& message) {
    if (message.is_trailers()) return take_trailers(message);
    if (!message.whole()) {
      out_.payload.size += message.length - message.octets.size();
      return add_octets(message.octets);
    }
    ++out_.messages;
    if (!message.compressed()) return add(message.octets);
    const auto content = expand(message.octets);
    if (content) return add(*content);
    add_octets(message.octets);
  }
  /// What cannot be read as a message.
  void add_octets(std::string_view octets) {
    out_.payload.size += octets.size();
    out_.payload.captured += octets.size();
    list.emplace_back(Value::Blob{std::string(octets)});
  }

  Value::List list;

 private:
  void take_trailers(const Message& message) {
    if (!message.whole()) return;
    const auto section =
        message.compressed() ? expand(message.octets) : std::string(message.octets);
    const auto fields = read_trailers(section.value_or(std::string()));
    if (fields) {
      out_.trailers = *fields;
    } else {
      out_.reasons.add(Reason::undecodable);
    }
  }

  void add(std::string_view octets) {
    out_.payload.size += octets.size();
    out_.payload.captured += octets.size();
    list.push_back(read_(octets));
  }
  /// Nothing, with the reason, when it could not be decompressed to its end.
  std::optional<std::string> expand(std::string_view octets) {
    const std::string_view encoding = encoding_.empty() ? encoding_by_magic(octets) : encoding_;
    http::Content content = decompress(encoding, octets, {kept_, expanded_});
    kept_ -= std::min(kept_, content.octets.size());
    expanded_ -= std::min<std::size_t>(expanded_, content.size);
    const bool limited = content.decoding == http::Decoding::limit;
    const bool fits = content.octets.size() == content.size;
    if (content.decoding == http::Decoding::whole && fits) return std::move(content.octets);
    out_.reasons.add(limited || content.decoding == http::Decoding::whole ? Reason::limit
                                                                          : Reason::undecodable);
    return std::nullopt;
  }

  DescribedBody& out_;
  std::string_view encoding_;
  const ReadMessage& read_;
  std::size_t kept_ = kMostKept;
  std::size_t expanded_ = kMostExpanded;
};

}  // namespace

std::optional<Form> form_of(std::string_view content_type) {
  const http::MediaType type = http::read_media_type(content_type);
  std::string_view subtype = type.subtype;
  if (type.type != "application" || !subtype.starts_with(kName)) return std::nullopt;
  const std::size_t plus = std::min(subtype.find('+'), subtype.size());
  const std::string_view kind = subtype.substr(0, plus);
  const bool web_text = kind == "grpc-web-text";
  const bool web = web_text || kind == "grpc-web";
  if (!web && kind != kName) return std::nullopt;
  return Form{web ? Dialect::web : Dialect::http2, web_text, subtype.substr(plus) == "+json"};
}

DescribedBody describe_body(const http::Body& body, const Payload& octets, const Form& form,
                            std::string_view encoding, const ReadMessage& read) {
  DescribedBody out;
  out.payload.wire_size = octets.wire_size;
  const auto* const sent = std::get_if<std::string>(&octets.body);
  std::string_view content = sent == nullptr ? std::string_view{} : std::string_view(*sent);
  const std::uint64_t unseen = octets.size - std::min<std::uint64_t>(octets.size, content.size());
  const bool all_seen = body.whole && unseen == 0;
  WebText text;
  if (form.text) {
    text = read_web_text(content);
    content = text.octets;
    if (all_seen && !text.whole) out.reasons.add(Reason::undecodable);
  }
  const Reading reading = read_messages(content, form.dialect);
  BodyReader reader(out, encoding, read);
  for (const Message& message : reading.messages) reader.take(message);
  if (reading.fault) reader.add_octets(content.substr(reading.fault->offset));
  // Where all of it is there, it ends where a message does.
  if (reading.fault || (all_seen && !reading.whole())) out.reasons.add(Reason::undecodable);
  out.all_seen = all_seen;
  out.messages = std::max(out.messages, body.messages);
  // Of what was not kept, nobody knows what it expands to.
  const std::uint64_t counted = reading.unseen();
  if (unseen > counted) out.payload.size += unseen - counted;
  out.payload.body = Value(std::move(reader.list));
  return out;
}

}  // namespace goldwire::grpc
