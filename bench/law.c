/*
 * The law of July 2026 as a hand-written loop over Arrow columns: the practical limit to compare
 * with. It reads the tables as Arrow gives them (bitmaps, validity, dictionaries), checks what the
 * product checks (numbers in range, one order of households, one head each), lets every fact be
 * unknown, and writes the same columns. One pass, one thread, no library but libc.
 */
#include <stdint.h>
#include <string.h>

typedef struct {
  const uint8_t *valid; /* a bitmap, or 0 where nothing is null */
  const void *values;
  int64_t offset;
} Column;

enum Own {
  OWN_ID, MEMBERS_KNOWN, UNIT, SALARY, BUSINESS, RETIREMENT, SURVIVOR, RENT, CITIZEN, RURAL,
  STIPEND, SAVINGS, ESTATES, CARS, WEALTH, PERMANENT, LONGEST, TOTAL_ABROAD, STUDY, INSTITUTION,
  OBLIGATIONS, TRAINING, DWELLING, FAMILIES, LEGACY
};
enum Person { PERSON_ID, IS_HEAD, AGE, SAUDI, BASIS, LINKED, ABLE, STUDENT, SUSPENDED };

/* A truth is 1, 0 or unknown; these are Kleene's. */
enum { NO = 0, YES = 1, UNKNOWN = 2 };
static const uint8_t NOT[3] = {YES, NO, UNKNOWN};
static const uint8_t AND[3][3] = {{NO, NO, NO}, {NO, YES, UNKNOWN}, {NO, UNKNOWN, UNKNOWN}};
static const uint8_t OR[3][3] = {{NO, YES, UNKNOWN}, {YES, YES, YES}, {UNKNOWN, YES, UNKNOWN}};

static inline int bit(const uint8_t *bits, int64_t at) { return bits[at >> 3] >> (at & 7) & 1; }

static inline int known(const Column *c, int64_t row) {
  return !c->valid || bit(c->valid, c->offset + row);
}
static inline int flag(const Column *c, int64_t row) {
  return known(c, row) ? bit(c->values, c->offset + row) : UNKNOWN;
}
static inline int word(const Column *c, int64_t row) { /* 255: unknown */
  return known(c, row) ? ((const uint8_t *)c->values)[c->offset + row] : 255;
}
static inline int64_t number(const Column *c, int64_t row) {
  return ((const int64_t *)c->values)[c->offset + row];
}
/* A number out of range is a fault; null is not. */
static inline int fault(const Column *c, int64_t row, int64_t max) {
  return (uint64_t)number(c, row) > (uint64_t)max && known(c, row);
}
static inline int one_of(int place, uint32_t places) {
  return place == 255 ? UNKNOWN : places >> place & 1;
}
static inline int truth(int is_known, int holds) { return is_known ? holds : UNKNOWN; }

#define MONEY_MAX INT64_C(100000000000000)
#define COUNT_MAX INT64_C(1000000000)
#define BASES (1u << 0 | 1u << 2 | 1u << 3 | 1u << 5 | 1u << 6 | 1u << 8 | 1u << 10 | 1u << 11)
#define LEGACIES (1u << 0 | 1u << 1 | 1u << 2)
enum { NO_INSTITUTION = 4, AMOUNT_BIT = 12 };

/* Every condition: whether it applies, whether it is met, and whether a person must decide. */
typedef struct { uint32_t failing, asked, waiting; } Found;

static inline void find(Found *f, int at, int review_at, int applies, int met, int review) {
  int not_met = AND[AND[applies][NOT[met]]][NOT[review]] == YES;
  int asked = applies == YES && met != YES && review == YES;
  int concerns = applies != NO && met != YES;
  f->failing |= (uint32_t)not_met << at;
  f->asked |= (uint32_t)asked << review_at;
  f->waiting |= (uint32_t)(concerns && !not_met && !asked) << at;
}

/*
 * Answers every household; returns how many are faulty, or -1 where the tables do not stand in one
 * order of households, each head first. Open outcomes and amounts are null in the validity bytes.
 */
int64_t answer(const Column *h, int64_t households, const Column *p, int64_t persons,
               uint8_t *eligible, uint8_t *eligible_known, int64_t *amount, uint8_t *amount_known,
               uint64_t *reasons, uint64_t *unknown, int64_t *size, uint8_t *size_known,
               uint8_t *faulty, int64_t *people) {
  int64_t row = 0, faults = 0;
  for (int64_t i = 0; i < households; i++) {
    if (!known(&h[OWN_ID], i)) return -1;
    int64_t id = number(&h[OWN_ID], i);
    if (i && number(&h[OWN_ID], i - 1) >= id) return -1;
    if (row >= persons || number(&p[PERSON_ID], row) != id) return -1;
    if (flag(&p[IS_HEAD], row) != YES) return -1;
    int64_t head = row;
    int wrong = fault(&p[AGE], row, 125);
    int64_t counted = 0, lacking = 0;
    for (row++; row < persons && number(&p[PERSON_ID], row) == id; row++) {
      if (flag(&p[IS_HEAD], row) != NO) return -1;
      wrong |= fault(&p[AGE], row, 125);
      int national = OR[flag(&p[SAUDI], row)][one_of(word(&p[BASIS], row), BASES)];
      int counts = AND[national][flag(&p[LINKED], row)];
      counted += counts == YES;
      lacking += counts == UNKNOWN;
    }
    people[i] = row - head;
    wrong |= people[i] > 1001;
    int income_known = 1, gross_known = 1;
    int64_t gross = 0, unearned = 0;
    for (int kind = SALARY; kind <= STIPEND; kind++) {
      wrong |= fault(&h[kind], i, MONEY_MAX);
      gross_known &= known(&h[kind], i);
      gross += number(&h[kind], i);
      if (kind >= RETIREMENT && kind <= RENT) {
        income_known &= known(&h[kind], i);
        unearned += number(&h[kind], i);
      }
    }
    wrong |= fault(&h[SAVINGS], i, MONEY_MAX) | fault(&h[ESTATES], i, COUNT_MAX) |
             fault(&h[CARS], i, COUNT_MAX) | fault(&h[LONGEST], i, COUNT_MAX) |
             fault(&h[TOTAL_ABROAD], i, COUNT_MAX) | fault(&h[FAMILIES], i, COUNT_MAX);
    faulty[i] = wrong;
    faults += wrong;
    int earned_known = known(&h[SALARY], i) & known(&h[BUSINESS], i);
    int64_t earned = number(&h[SALARY], i) + number(&h[BUSINESS], i);
    income_known &= earned_known & known(&h[SAVINGS], i);
    int64_t income = earned * 6 + unearned * 12 + number(&h[SAVINGS], i);
    int all_known = flag(&h[MEMBERS_KNOWN], i) == YES && lacking == 0;
    int64_t minimum = 12 * (132000 + 66000 * counted);
    int due_known = income_known & all_known;
    int64_t due = minimum - income;

    Found f = {0, 0, 0};
    find(&f, 0, 0, YES, NOT[flag(&p[SUSPENDED], head)], NO);
    find(&f, 1, 1, YES, OR[flag(&p[SAUDI], head)][one_of(word(&p[BASIS], head), BASES)], NO);
    int student = flag(&p[STUDENT], head), old = UNKNOWN;
    if (student != UNKNOWN && known(&p[AGE], head))
      old = number(&p[AGE], head) >= (student == YES ? 25 : 18);
    int unit = word(&h[UNIT], i);
    find(&f, 2, 2, truth(unit != 255, unit == 0), AND[old][flag(&h[DWELLING], i)], NO);
    int in_time = truth(known(&h[LONGEST], i), number(&h[LONGEST], i) <= 90);
    int in_total = truth(known(&h[TOTAL_ABROAD], i), number(&h[TOTAL_ABROAD], i) <= 90);
    int resident = AND[AND[flag(&h[PERMANENT], i)][in_time]][in_total];
    find(&f, 3, 4, YES, resident, AND[flag(&h[STUDY], i)][NOT[resident]]);
    int institution = word(&h[INSTITUTION], i);
    find(&f, 5, 5, YES, truth(institution != 255, institution == NO_INSTITUTION), NO);
    int idle = AND[flag(&p[ABLE], head)][truth(earned_known, earned == 0)];
    find(&f, 6, 6, YES, AND[flag(&h[OBLIGATIONS], i)][OR[NOT[idle]][flag(&h[TRAINING], i)]], NO);
    int exempt = one_of(word(&h[LEGACY], i), LEGACIES);
    find(&f, 7, 7, YES, OR[truth(due_known, due > 0)][exempt], NO);
    int shares = truth(gross_known, gross > 0);
    int others = truth(known(&h[FAMILIES], i), number(&h[FAMILIES], i) > 0);
    find(&f, 8, 8, others, NOT[shares], shares);
    int wealth = flag(&h[WEALTH], i);
    find(&f, 9, 10, YES, wealth, wealth == UNKNOWN);

    int note = AND[exempt][truth(due_known, due <= 0)];
    size[i] = counted + 1;
    size_known[i] = all_known;
    if (f.failing) {
      eligible[i] = 0, eligible_known[i] = 1, amount[i] = 0, amount_known[i] = 1;
      reasons[i] = f.failing, unknown[i] = 0;
    } else if (f.asked | f.waiting) {
      eligible_known[i] = 0, amount_known[i] = 0, eligible[i] = 0, amount[i] = 0;
      reasons[i] = f.asked, unknown[i] = f.waiting;
    } else {
      int64_t most = INT64_C(6000000);
      /* What is below zero is rounded down, as everywhere. */
      int64_t half = (due < most ? due : most) + 6, whole = half / 12;
      eligible[i] = 1, eligible_known[i] = 1;
      amount[i] = whole - (half % 12 < 0);
      amount_known[i] = note == NO && due_known;
      reasons[i] = note == YES ? 1u << 11 : 0;
      unknown[i] = note == YES ? 0
                   : (uint32_t)(note == UNKNOWN) << 11 | (uint32_t)!due_known << AMOUNT_BIT;
    }
  }
  return row == persons ? faults : -1;
}
