pub enum NamePart {
    FirstName,
}
pub fn gender_of_patronymic(_: &str) {}
